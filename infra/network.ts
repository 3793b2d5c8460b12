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

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Network", name, {}, opts);
    const vpc = this.createVpc(name, args);
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
    const strategies = { none: "None", single: "Single", onePerAz: "OnePerAz" } as const;
    return new awsx.ec2.Vpc(
      name,
      {
        cidrBlock: args.cidr,
        // With these four, each zone has a block of its own and an appended zone moves no other's.
        subnetStrategy: "Auto",
        availabilityZoneNames: [...args.availabilityZones],
        availabilityZoneCidrMask: zoneMask,
        subnetSpecs: subnets.map((subnet) => ({ ...subnet, tags: loadBalancerTags[subnet.type] })),
        natGateways: { strategy: strategies[args.natGateways] },
        enableDnsHostnames: true,
        enableDnsSupport: true,
      },
      { parent: this },
    );
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
