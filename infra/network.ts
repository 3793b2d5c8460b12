import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { layout, type SubnetType, subnetBlocks } from "./cidr";
import { Role } from "./role";

/** NAT gateways of the private subnets: none, one for all zones, or one in each zone. */
type NatGateways = "none" | "single" | "onePerAz";

/** Arguments of {@link Network}. Changes are applied in place unless noted otherwise. */
export interface NetworkArgs {
  /**
   * IPv4 block of the VPC, /16 to /22. Changing it replaces the VPC and everything in it.
   *
   * @example "10.0.0.0/16"
   */
  readonly cidr: string;
  /**
   * Names of 2 to 4 availability zones. Append only: removing or reordering zones replaces their subnets.
   *
   * @example ["us-east-1a", "us-east-1b"]
   */
  readonly availabilityZones: readonly string[];
  /** NAT gateways, through which the private subnets reach the internet. */
  readonly natGateways: NatGateways;
  /** Retention of the flow logs, in days. */
  readonly logRetentionDays: number;
  /** ARN of the key that encrypts the flow logs. */
  readonly logKeyArn: pulumi.Input<string>;
  /** Account and region of the network. Changing the region replaces everything. */
  readonly account: Account;
}

/** What the platform uses of its network, created by {@link Network} or existing. */
export interface NetworkOutputs {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly isolatedSubnetIds: pulumi.Output<string[]>;
  /**
   * Ids of the private subnets, one for each zone. In a preview that adds a zone, `privateSubnetIds` is unknown as a whole, but
   * here only the id of the new subnet is.
   */
  readonly privateSubnetIdsByZone: readonly pulumi.Output<string>[];
  /** IPv4 blocks of the public subnets, which contain the load balancers. */
  readonly publicCidrs: readonly string[];
  /** IPv4 blocks of the private subnets, which contain the nodes, the pods and the Kubernetes API. */
  readonly privateCidrs: readonly string[];
  /** IPv4 blocks of the isolated subnets, which contain the database. */
  readonly isolatedCidrs: readonly string[];
  /** IPv4 blocks of S3 in the region, the targets of a gateway endpoint. AWS adds blocks occasionally. */
  readonly s3Cidrs: pulumi.Output<string[]>;
  /** Routes of the private subnets to the internet. Nodes need them to join; list them in `dependsOn`. */
  readonly internetRoutes: readonly pulumi.Resource[];
}

/**
 * A VPC with public, private and isolated subnets in each zone: public for load balancers and NAT gateways, private for the
 * cluster, isolated (without a route to the internet) for the database. Flow logs record all traffic.
 */
export class Network extends pulumi.ComponentResource implements NetworkOutputs {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly isolatedSubnetIds: pulumi.Output<string[]>;
  readonly privateSubnetIdsByZone: readonly pulumi.Output<string>[];
  readonly publicCidrs: readonly string[];
  readonly privateCidrs: readonly string[];
  readonly isolatedCidrs: readonly string[];
  readonly s3Cidrs: pulumi.Output<string[]>;
  readonly internetRoutes: readonly pulumi.Resource[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Network", name, {}, opts);
    const vpc = this.createVpc(name, args);
    this.internetRoutes = this.createInternetRoutes(name, args, vpc);
    this.createS3Endpoint(name, args, vpc);
    this.createFlowLogs(name, args, vpc.vpcId);
    this.vpcId = vpc.vpcId;
    this.publicSubnetIds = vpc.publicSubnetIds;
    this.privateSubnetIds = vpc.privateSubnetIds;
    this.privateSubnetIdsByZone = getSubnetBlocks(args, "Private").map(
      (block) => findSubnet(vpc, block).subnetId,
    );
    this.isolatedSubnetIds = vpc.isolatedSubnetIds;
    this.publicCidrs = getSubnetBlocks(args, "Public");
    this.privateCidrs = getSubnetBlocks(args, "Private");
    this.isolatedCidrs = getSubnetBlocks(args, "Isolated");
    this.s3Cidrs = aws.ec2.getPrefixListOutput(
      { name: getS3ServiceName(args.account) },
      { parent: this },
    ).cidrBlocks;
    this.registerOutputs({
      vpcId: this.vpcId,
      publicSubnetIds: this.publicSubnetIds,
      privateSubnetIds: this.privateSubnetIds,
      isolatedSubnetIds: this.isolatedSubnetIds,
      s3Cidrs: this.s3Cidrs,
    });
  }

  private createVpc(name: string, args: NetworkArgs): awsx.ec2.Vpc {
    const { zoneMask, subnets } = layout(args.cidr);
    return new awsx.ec2.Vpc(
      name,
      {
        cidrBlock: args.cidr,
        // With these four arguments, each zone has a separate block, and an appended zone does not move existing blocks.
        subnetStrategy: "Auto",
        availabilityZoneNames: [...args.availabilityZones],
        availabilityZoneCidrMask: zoneMask,
        subnetSpecs: subnets.map((subnet) => ({ ...subnet, tags: loadBalancerTags[subnet.type] })),
        // This component creates them: resources that depend on a subnet wait for everything that awsx creates, and NAT
        // gateways take long.
        natGateways: { strategy: "None" },
        enableDnsHostnames: true,
        enableDnsSupport: true,
      },
      { parent: this },
    );
  }

  /** Routes each private subnet to the NAT gateway of its zone, or to the only one. */
  private createInternetRoutes(name: string, args: NetworkArgs, vpc: awsx.ec2.Vpc): pulumi.Resource[] {
    const zones = args.availabilityZones.length;
    const count = { none: 0, single: 1, onePerAz: zones }[args.natGateways];
    const gateways = getSubnetBlocks(args, "Public")
      .slice(0, count)
      .map((block, zone) => {
        const tags = { Name: `${name}-${zone + 1}` };
        const address = new aws.ec2.Eip(`${name}-${zone + 1}`, { tags }, { parent: this });
        return new aws.ec2.NatGateway(
          `${name}-${zone + 1}`,
          { subnetId: findSubnet(vpc, block).subnetId, allocationId: address.allocationId, tags },
          { parent: this },
        );
      });
    return getSubnetBlocks(args, "Private").flatMap((block, zone) => {
      const gateway = gateways[zone] ?? gateways[0];
      if (gateway === undefined) return [];
      return new aws.ec2.Route(
        `${name}-private-${zone + 1}`,
        {
          routeTableId: findSubnet(vpc, block).routeTableId,
          destinationCidrBlock: "0.0.0.0/0",
          natGatewayId: gateway.id,
        },
        { parent: this },
      );
    });
  }

  /** A gateway endpoint for S3: free of charge, and without a NAT gateway. */
  private createS3Endpoint(name: string, { account }: NetworkArgs, vpc: awsx.ec2.Vpc): void {
    // Not created by awsx, which names endpoints after their service only: a second network would have the same URNs.
    new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: vpc.vpcId,
        serviceName: getS3ServiceName(account),
        vpcEndpointType: "Gateway",
        routeTableIds: vpc.routeTables.apply((tables) => pulumi.all(tables.map((table) => table.id))),
      },
      { parent: this },
    );
  }

  private createFlowLogs(name: string, args: NetworkArgs, vpcId: pulumi.Output<string>): void {
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-flow-logs`,
      { retentionInDays: args.logRetentionDays, kmsKeyId: args.logKeyArn },
      { parent: this },
    );
    const role = new Role(
      `${name}-flow-logs`,
      {
        description: "Writes the VPC's flow logs",
        service: "vpc-flow-logs.amazonaws.com",
        assumeConditions: { StringEquals: { "aws:SourceAccount": args.account.id } },
        account: args.account,
        policy: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
              Resource: pulumi.interpolate`${logGroup.arn}:*`,
            },
          ],
        },
      },
      { parent: this },
    );
    new aws.ec2.FlowLog(
      name,
      {
        vpcId,
        trafficType: "ALL",
        logDestination: logGroup.arn,
        iamRoleArn: role.arn,
        maxAggregationInterval: 60,
      },
      { parent: this, dependsOn: [role] },
    );
  }
}

/**
 * Finds a subnet by its block, which is known in every preview. The lists of ids in the outputs of awsx are unknown as a whole
 * while one id is: a preview that adds a zone would show replacements of everything that uses an id from them.
 * awsx returns subnets and route tables in the same order: https://github.com/pulumi/pulumi-awsx/blob/master/awsx/ec2/vpc.ts
 */
function findSubnet(vpc: awsx.ec2.Vpc, block: string) {
  const position = vpc.subnets
    .apply((subnets) => pulumi.all(subnets.map(({ cidrBlock }) => cidrBlock)))
    .apply((blocks) => {
      if (blocks.includes(block)) return blocks.indexOf(block);
      throw new Error(`no subnet has the block ${block}: the VPC has ${blocks.join(", ")}`);
    });
  const idAt = (resources: pulumi.Output<pulumi.CustomResource[]>) =>
    pulumi.all([resources, position]).apply(([all, at]): pulumi.Output<string> => {
      const resource = all[at];
      if (resource === undefined) throw new Error(`the subnet ${block} has no route table`);
      return resource.id;
    });
  return { subnetId: idAt(vpc.subnets), routeTableId: idAt(vpc.routeTables) };
}

/** Name of the S3 service and of its prefix list. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html */
export function getS3ServiceName({ region }: Pick<Account, "region">): string {
  return `com.amazonaws.${region}.s3`;
}

function getSubnetBlocks({ cidr, availabilityZones }: NetworkArgs, wanted: SubnetType): string[] {
  return subnetBlocks(cidr, availabilityZones.length)
    .filter(({ type }) => type === wanted)
    .map((block) => block.cidr);
}

// EKS selects the subnets of load balancers by these tags.
// https://docs.aws.amazon.com/eks/latest/userguide/tag-subnets-auto.html
const loadBalancerTags: Record<"Public" | "Private" | "Isolated", Record<string, string>> = {
  Public: { "kubernetes.io/role/elb": "1" },
  Private: { "kubernetes.io/role/internal-elb": "1" },
  Isolated: {},
};
