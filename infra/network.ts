import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { layout, type SubnetType, subnetBlocks } from "./cidr";
import { Role } from "./role";

/** Private subnets reach the internet through no NAT gateway, one for all zones, or one in each zone. */
export type NatGateways = "none" | "single" | "onePerAz";

/** The shape of the network. */
export interface NetworkArgs {
  /** The VPC's IPv4 block, such as `10.0.0.0/16`. Changing it replaces the VPC and everything in it. */
  readonly cidr: string;
  /** Names of 2 to 4 availability zones. Append only: to remove or reorder one replaces its subnets. */
  readonly availabilityZones: readonly string[];
  /** How private subnets reach the internet. Changes in place. */
  readonly natGateways: NatGateways;
  /** How long flow logs are kept, in days. */
  readonly logRetentionDays: number;
  /** ARN of the key that encrypts the flow logs. */
  readonly logKeyArn: pulumi.Input<string>;
  readonly account: Account;
}

/**
 * A VPC with public, private and isolated subnets in each zone: public for load balancers and NAT gateways,
 * private for the cluster, isolated (no way to the internet) for the database. All traffic is logged.
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly isolatedSubnetIds: pulumi.Output<string[]>;
  /** IPv4 blocks of the public subnets, where load balancers are. */
  readonly publicCidrs: readonly string[];
  /** IPv4 blocks of the isolated subnets, where the database is. */
  readonly isolatedCidrs: readonly string[];
  /** IPv4 blocks of S3 in the region, to which the gateway endpoint leads. AWS adds to them now and then. */
  readonly s3Cidrs: pulumi.Output<string[]>;
  /** The private subnets' ways to the internet, without which no node can join: for `dependsOn`. */
  readonly waysOut: readonly pulumi.Resource[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Network", name, {}, opts);
    const vpc = this.createVpc(name, args);
    this.waysOut = this.createWaysOut(name, args, vpc);
    this.createStorageEndpoint(name, args, vpc);
    this.createFlowLogs(name, args, vpc.vpcId);
    this.vpcId = vpc.vpcId;
    this.publicSubnetIds = vpc.publicSubnetIds;
    this.privateSubnetIds = vpc.privateSubnetIds;
    this.isolatedSubnetIds = vpc.isolatedSubnetIds;
    this.publicCidrs = blocksOf(args, "Public");
    this.isolatedCidrs = blocksOf(args, "Isolated");
    this.s3Cidrs = aws.ec2.getPrefixListOutput(
      { name: s3Service(args.account) },
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
        // With these four, each zone has a block of its own and an appended zone moves no other's.
        subnetStrategy: "Auto",
        availabilityZoneNames: [...args.availabilityZones],
        availabilityZoneCidrMask: zoneMask,
        subnetSpecs: subnets.map((subnet) => ({ ...subnet, tags: loadBalancerTags[subnet.type] })),
        // Ours: everything that waits for a subnet waits for all that awsx makes, and NAT gateways take long.
        natGateways: { strategy: "None" },
        enableDnsHostnames: true,
        enableDnsSupport: true,
      },
      { parent: this },
    );
  }

  /** A route to a NAT gateway for each private subnet: that of its zone, or the only one. */
  private createWaysOut(name: string, args: NetworkArgs, vpc: awsx.ec2.Vpc): pulumi.Resource[] {
    const zones = args.availabilityZones.length;
    const count = { none: 0, single: 1, onePerAz: zones }[args.natGateways];
    const gateways = Array.from({ length: count }, (_, zone) => {
      const tags = { Name: `${name}-${zone + 1}` };
      const address = new aws.ec2.Eip(`${name}-${zone + 1}`, { tags }, { parent: this });
      return new aws.ec2.NatGateway(
        `${name}-${zone + 1}`,
        { subnetId: inZone(vpc.publicSubnetIds, zone), allocationId: address.allocationId, tags },
        { parent: this },
      );
    });
    return args.availabilityZones.flatMap((_, zone) => {
      const gateway = gateways[zone] ?? gateways[0];
      if (gateway === undefined) return [];
      return new aws.ec2.Route(
        `${name}-private-${zone + 1}`,
        {
          routeTableId: routeTableOf(inZone(vpc.privateSubnetIds, zone), vpc),
          destinationCidrBlock: "0.0.0.0/0",
          natGatewayId: gateway.id,
        },
        { parent: this },
      );
    });
  }

  /** The way to S3 that costs nothing and needs no NAT gateway. */
  private createStorageEndpoint(name: string, { account }: NetworkArgs, vpc: awsx.ec2.Vpc): void {
    // Not by awsx: it names an endpoint by its service alone, so that a program could have only one network.
    new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: vpc.vpcId,
        serviceName: s3Service(account),
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

/** awsx gives subnets in the order of their zones. */
function inZone(subnetIds: pulumi.Output<string[]>, zone: number): pulumi.Output<string> {
  return subnetIds.apply((ids) => {
    const id = ids[zone];
    if (id === undefined) throw new Error(`there is no subnet in zone ${zone + 1} of ${ids.length}`);
    return id;
  });
}

function routeTableOf(subnetId: pulumi.Output<string>, vpc: awsx.ec2.Vpc): pulumi.Output<string> {
  const pairs = vpc.routeTableAssociations.apply((all) =>
    pulumi.all(all.map((each) => pulumi.all([each.subnetId, each.routeTableId]))),
  );
  return pulumi.all([pairs, subnetId]).apply(([all, wanted]) => {
    const [, table] = all.find(([id]) => id === wanted) ?? [];
    if (table === undefined) throw new Error(`subnet ${wanted} has no route table`);
    return table;
  });
}

/** Also the name of its prefix list. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html */
function s3Service({ region }: Account): string {
  return `com.amazonaws.${region}.s3`;
}

function blocksOf({ cidr, availabilityZones }: NetworkArgs, wanted: SubnetType): string[] {
  return subnetBlocks(cidr, availabilityZones.length)
    .filter(({ type }) => type === wanted)
    .map((block) => block.cidr);
}

// By these tags load balancers find their subnets.
// https://docs.aws.amazon.com/eks/latest/userguide/tag-subnets-auto.html
const loadBalancerTags: Record<"Public" | "Private" | "Isolated", Record<string, string>> = {
  Public: { "kubernetes.io/role/elb": "1" },
  Private: { "kubernetes.io/role/internal-elb": "1" },
  Isolated: {},
};
