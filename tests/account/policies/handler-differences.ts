/**
 * Where the calls of the provider differ from the permissions that the handlers of AWS's resource schemas list, and why.
 *
 * On 2026-11-26 these calls of the table were found in the provider's source: of addresses, main route tables, route table associations,
 * internet gateways, prefix lists of endpoints, rules of security groups, network interfaces that a service left, instance profiles of
 * roles, versions and event configurations of functions, attributes of topics, and stages of secret versions. Not looked up again: tags
 * of RDS, policies of secrets, topics and queues, the configuration of buckets, the order of a route table's deletion, and images.
 * That the provider does not make a call was read for addresses and KMS keys; elsewhere it follows from inputs
 * that the stacks do not set, and the file in the source is where the call would be. `npm run test:state` and a first `up` cannot show a
 * call that is missing here: only AWS can.
 */

/** Calls that only one of them makes, separated by spaces. */
export interface Difference {
  readonly calls: string;
  readonly because: string;
  /** The provider's code, or AWS's documentation. */
  readonly source: string;
}

/** The differences of a resource type of CloudFormation. */
export interface Differences {
  /** Calls of the handlers, which the table leaves out. */
  readonly handlers?: readonly Difference[];
  /** Calls of the table, which the handlers do not list. */
  readonly table?: readonly Difference[];
}

export const code = (file: string) =>
  `https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/${file}.go`;
export const docs = (page: string) => `https://docs.aws.amazon.com/${page}`;

export const NO_ACTION = "IAM has no such action";

/** The stacks do not use the feature, so that the provider never makes the call. */
export const unused = (feature: string, calls: string, source: string): Difference => ({
  calls,
  because: `the stacks do not use ${feature}`,
  source,
});
export const other = (type: string, calls: string, source: string): Difference => ({
  calls,
  because: `it is a separate type in Pulumi: ${type}`,
  source,
});
export const makes = (because: string, calls: string, source: string): Difference => ({
  calls,
  because,
  source,
});

/** Some handlers list what IAM does not know. */
export const noAction = (calls: string): Difference => ({
  calls,
  because: NO_ACTION,
  source: docs(
    "service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
  ),
});

const leftover = (file: string) =>
  makes(
    "the provider deletes network interfaces that a service has left in it",
    "ec2:DescribeNetworkInterfaces ec2:DetachNetworkInterface ec2:DeleteNetworkInterface",
    code(file),
  );

export const network: Readonly<Record<string, Differences>> = {
  "AWS::EC2::VPC": {
    handlers: [
      unused(
        "encryption controls",
        "ec2:CreateVpcEncryptionControl ec2:DescribeVpcEncryptionControls",
        code("ec2/vpc_"),
      ),
      unused("another tenancy", "ec2:ModifyVpcTenancy", code("ec2/vpc_")),
    ],
    table: [makes("the provider reads the main route table", "ec2:DescribeRouteTables", code("ec2/vpc_"))],
  },
  "AWS::EC2::Subnet": {
    handlers: [
      makes(
        "the handler reads the network ACL as a property",
        "ec2:DescribeNetworkAcls",
        code("ec2/vpc_subnet"),
      ),
      unused(
        "another IPv6 block",
        "ec2:AssociateSubnetCidrBlock ec2:DisassociateSubnetCidrBlock",
        code("ec2/vpc_subnet"),
      ),
    ],
    table: [leftover("ec2/vpc_subnet")],
  },
  "AWS::EC2::RouteTable": {
    table: [
      makes(
        "the provider removes the associations of a table before it deletes it",
        "ec2:DisassociateRouteTable",
        code("ec2/vpc_route_table"),
      ),
    ],
  },
  "AWS::EC2::Route": {
    handlers: [
      unused("routes to network interfaces", "ec2:DescribeNetworkInterfaces", code("ec2/vpc_route")),
    ],
  },
  "AWS::EC2::SubnetRouteTableAssociation": {
    handlers: [
      makes(
        "the handler replaces an association that exists when it creates one, and reads the subnet; the provider associates",
        "ec2:ReplaceRouteTableAssociation ec2:DescribeSubnets",
        code("ec2/vpc_route_table_association"),
      ),
    ],
    table: [
      makes(
        "the provider updates an association; CloudFormation replaces it",
        "ec2:ReplaceRouteTableAssociation",
        code("ec2/vpc_route_table_association"),
      ),
    ],
  },
  "AWS::EC2::InternetGateway": {
    table: [
      makes(
        "CloudFormation has the attachment as a separate type",
        "ec2:AttachInternetGateway ec2:DetachInternetGateway",
        code("ec2/vpc_internet_gateway"),
      ),
    ],
  },
  "AWS::EC2::EIP": {
    handlers: [
      unused("transfers of addresses", "ec2:AcceptAddressTransfer", code("ec2/ec2_eip")),
      unused("addresses of instances", "ec2:AssociateAddress ec2:DisassociateAddress", code("ec2/ec2_eip")),
    ],
    table: [
      makes(
        "the provider reads the name of an address in reverse DNS",
        "ec2:DescribeAddressesAttribute",
        code("ec2/ec2_eip"),
      ),
    ],
  },
  "AWS::EC2::NatGateway": {
    handlers: [
      unused(
        "secondary addresses of a NAT gateway",
        "ec2:AssociateNatGatewayAddress ec2:DisassociateNatGatewayAddress ec2:AssignPrivateNatGatewayAddress ec2:UnassignPrivateNatGatewayAddress",
        code("ec2/vpc_nat_gateway"),
      ),
    ],
  },
  "AWS::EC2::FlowLog": {
    handlers: [
      unused(
        "flow logs in S3 or Firehose",
        "autoscaling:DescribeTags ec2:DescribeTags iam:CreateServiceLinkedRole s3:GetBucketPolicy s3:PutBucketPolicy",
        code("ec2/vpc_flow_log"),
      ),
    ],
  },
  "AWS::EC2::SecurityGroup": {
    handlers: [
      other(
        "SecurityGroupIngressRule and SecurityGroupEgressRule",
        "ec2:AuthorizeSecurityGroupEgress ec2:AuthorizeSecurityGroupIngress ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress ec2:UpdateSecurityGroupRuleDescriptionsIngress ec2:UpdateSecurityGroupRuleDescriptionsEgress",
        code("ec2/vpc_security_group"),
      ),
      makes(
        "the handler looks for instances of the group",
        "ec2:DescribeInstances",
        code("ec2/vpc_security_group"),
      ),
    ],
    table: [leftover("ec2/vpc_security_group")],
  },
  ...Object.fromEntries(
    (["Ingress", "Egress"] as const).map((direction) => {
      const file = code(`ec2/vpc_security_group_${direction.toLowerCase()}_rule`);
      const extra =
        direction === "Ingress"
          ? makes("the handler finds the rule in its group", "ec2:DescribeSecurityGroups", file)
          : makes(
              "the provider removes the rule of a new group with the group",
              "ec2:RevokeSecurityGroupEgress",
              file,
            );
      const differences: Differences = {
        handlers: [
          makes(
            "the handler changes the description only; the provider changes the whole rule",
            `ec2:UpdateSecurityGroupRuleDescriptions${direction}`,
            file,
          ),
          extra,
        ],
        table: [
          makes(
            "the provider changes rules, and their tags",
            "ec2:ModifySecurityGroupRules ec2:CreateTags ec2:DeleteTags",
            file,
          ),
        ],
      };
      return [`AWS::EC2::SecurityGroup${direction}`, differences];
    }),
  ),
  "AWS::EC2::VPCEndpoint": {
    handlers: [
      unused(
        "interface endpoints, service networks and endpoints of other regions",
        "ec2:DescribeSubnets ec2:DescribeSecurityGroups ec2:DescribeVpcs vpc-lattice:CreateServiceNetworkVpcEndpointAssociation vpce:AllowMultiRegion",
        code("ec2/vpc_endpoint"),
      ),
      noAction("vpc-lattice:DescribeServiceNetworkVpcEndpointAssociation"),
      makes(
        "the handlers that create and delete it also change tags",
        "ec2:CreateTags ec2:DeleteTags",
        code("ec2/vpc_endpoint"),
      ),
    ],
    table: [
      makes(
        "the provider reads the prefix list's blocks",
        "ec2:DescribePrefixLists",
        code("ec2/vpc_endpoint"),
      ),
    ],
  },
  "AWS::Route53::RecordSet": {
    handlers: [
      makes("the handler finds a zone by its name", "route53:ListHostedZones", code("route53/record")),
    ],
  },
  "AWS::CertificateManager::Certificate": {
    handlers: [
      other("Record", "route53:ChangeResourceRecordSets", code("acm/certificate")),
      unused(
        "a private certificate authority",
        "acm-pca:IssueCertificate acm-pca:GetCertificate",
        code("acm/certificate"),
      ),
      makes("the handler removes the tags first", "acm:RemoveTagsFromCertificate", code("acm/certificate")),
    ],
  },
};
