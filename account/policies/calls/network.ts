import { type CallsByType, callsOf } from "./type";

const TAGS = "CreateTags DeleteTags";
/** The provider deletes network interfaces that a service left behind in a subnet or security group. */
const INTERFACES = "DescribeNetworkInterfaces DetachNetworkInterface DeleteNetworkInterface";

export const network: CallsByType = {
  "aws:ec2/vpc:Vpc": callsOf("ec2", {
    create: "CreateVpc CreateTags ModifyVpcAttribute",
    read: "DescribeVpcs DescribeVpcAttribute DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups",
    update: `ModifyVpcAttribute ${TAGS}`,
    delete: "DeleteVpc",
  }),
  "aws:ec2/subnet:Subnet": callsOf("ec2", {
    create: "CreateSubnet CreateTags ModifySubnetAttribute",
    read: "DescribeSubnets",
    update: `ModifySubnetAttribute ${TAGS}`,
    delete: `DeleteSubnet ${INTERFACES}`,
  }),
  "aws:ec2/routeTable:RouteTable": callsOf("ec2", {
    create: "CreateRouteTable CreateTags",
    read: "DescribeRouteTables",
    update: TAGS,
    delete: "DeleteRouteTable DisassociateRouteTable",
  }),
  "aws:ec2/route:Route": callsOf("ec2", {
    create: "CreateRoute",
    read: "DescribeRouteTables",
    update: "ReplaceRoute",
    delete: "DeleteRoute",
  }),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": callsOf("ec2", {
    create: "AssociateRouteTable",
    read: "DescribeRouteTables",
    update: "ReplaceRouteTableAssociation",
    delete: "DisassociateRouteTable",
  }),
  "aws:ec2/internetGateway:InternetGateway": callsOf("ec2", {
    create: "CreateInternetGateway AttachInternetGateway CreateTags",
    read: "DescribeInternetGateways",
    update: `AttachInternetGateway DetachInternetGateway ${TAGS}`,
    delete: "DetachInternetGateway DeleteInternetGateway",
  }),
  "aws:ec2/eip:Eip": callsOf("ec2", {
    create: "AllocateAddress CreateTags",
    read: "DescribeAddresses DescribeAddressesAttribute",
    update: TAGS,
    delete: "DisassociateAddress ReleaseAddress",
  }),
  "aws:ec2/natGateway:NatGateway": callsOf("ec2", {
    create: "CreateNatGateway CreateTags",
    read: "DescribeNatGateways",
    update: TAGS,
    delete: "DeleteNatGateway",
  }),
  "aws:ec2/flowLog:FlowLog": callsOf("ec2", {
    create: "CreateFlowLogs CreateTags iam:PassRole logs:CreateLogDelivery",
    read: "DescribeFlowLogs",
    update: TAGS,
    delete: "DeleteFlowLogs logs:DeleteLogDelivery",
  }),
  "aws:ec2/securityGroup:SecurityGroup": callsOf("ec2", {
    // A new group allows all outbound traffic, and the provider removes that rule.
    create: "CreateSecurityGroup CreateTags RevokeSecurityGroupEgress",
    read: "DescribeSecurityGroups",
    update: TAGS,
    delete: `DeleteSecurityGroup ${INTERFACES}`,
  }),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": callsOf("ec2", {
    create: "AuthorizeSecurityGroupIngress CreateTags",
    read: "DescribeSecurityGroupRules",
    update: `ModifySecurityGroupRules ${TAGS}`,
    delete: "RevokeSecurityGroupIngress",
  }),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": callsOf("ec2", {
    create: "AuthorizeSecurityGroupEgress CreateTags",
    read: "DescribeSecurityGroupRules",
    update: `ModifySecurityGroupRules ${TAGS}`,
    delete: "RevokeSecurityGroupEgress",
  }),
  "aws:ec2/vpcEndpoint:VpcEndpoint": callsOf("ec2", {
    create: "CreateVpcEndpoint CreateTags",
    read: "DescribeVpcEndpoints DescribePrefixLists",
    update: `ModifyVpcEndpoint ${TAGS}`,
    delete: "DeleteVpcEndpoints",
  }),
  "aws:route53/record:Record": callsOf("route53", {
    create: "ChangeResourceRecordSets GetChange",
    read: "GetHostedZone ListResourceRecordSets",
    update: "ChangeResourceRecordSets GetChange",
    delete: "ChangeResourceRecordSets GetChange",
  }),
  "aws:acm/certificate:Certificate": callsOf("acm", {
    create: "RequestCertificate AddTagsToCertificate",
    read: "DescribeCertificate ListTagsForCertificate",
    update: "UpdateCertificateOptions AddTagsToCertificate RemoveTagsFromCertificate",
    delete: "DeleteCertificate",
  }),
  "aws:acm/certificateValidation:CertificateValidation": callsOf("acm", {
    create: "",
    read: "DescribeCertificate",
    update: "",
    delete: "",
  }),
};
