import type { EvaluatedResource } from "../cloud/evaluation";
import { valueAt } from "../cloud/paths";
import { nodesAtRest, volumesOf } from "./nodes";
import { instancePrice, type PriceName } from "./prices";
import { hours, usage } from "./usage";

/** So many units of a price in a month. */
export interface Item {
  readonly price: PriceName;
  readonly units: number;
  /** Whether it is paid however little the stack is used. */
  readonly kind: "fixed" | "usage";
}

/** What a resource is billed for, or why no price is known. */
export type Bill = (
  resource: EvaluatedResource,
  all: readonly EvaluatedResource[],
) => readonly Item[] | string;

const fixed = (price: PriceName, units: number): Item => ({ price, units, kind: "fixed" });
const used = (price: PriceName, units: number): Item => ({ price, units, kind: "usage" });

/** Types that are billed, with what is billed of each. */
export const bills: Readonly<Record<string, Bill>> = {
  "aws:eks/cluster:Cluster": () => [fixed("EKS control plane", hours)],
  // Nodes have no resource of their own: Auto Mode makes them for this pool.
  "kubernetes:karpenter.sh/v1:NodePool": (_, all) => {
    const nodes = nodesAtRest(all) / count(all, "kubernetes:karpenter.sh/v1:NodePool");
    return [
      used("EC2 m7g.large", nodes * hours),
      used("EKS Auto Mode, of m7g.large", nodes * hours),
      used("Data between zones, both ways", usage.betweenZonesGb),
    ];
  },
  "kubernetes:helm.sh/v3:Release": ({ inputs }) => [fixed("EBS gp3", volumesOf(inputs.values))],
  "kubernetes:networking.k8s.io/v1:Ingress": (_, all) => [
    fixed("Application Load Balancer", hours),
    // One address in each zone.
    fixed("Public IPv4 address", hours * count(all, "aws:ec2/subnet:Subnet", isPublic)),
    used("Load balancer capacity unit", hours * usage.loadBalancerUnits),
    used("Data to the internet", usage.internetGb / count(all, "kubernetes:networking.k8s.io/v1:Ingress")),
  ],
  "aws:ec2/natGateway:NatGateway": (_, all) => [
    fixed("NAT gateway", hours),
    used("NAT gateway, data", usage.natGb / count(all, "aws:ec2/natGateway:NatGateway")),
  ],
  "aws:ec2/eip:Eip": () => [fixed("Public IPv4 address", hours)],
  "aws:rds/instance:Instance": ({ inputs, outputs }) => {
    const instanceClass = String(inputs.instanceClass);
    const price = instancePrice(instanceClass);
    if (price === undefined)
      return `RDS instances of class ${instanceClass}: add its price to packages/rehearse/cost/prices.ts`;
    // A standby costs what the primary costs. https://aws.amazon.com/rds/postgresql/pricing/
    const copies = inputs.multiAz === true ? 2 : 1;
    return [
      fixed(price, copies * hours),
      fixed("RDS gp3 storage", copies * Number(outputs.allocatedStorage)),
    ];
  },
  "aws:kms/key:Key": () => [fixed("KMS key", 1), used("KMS requests", usage.kmsThousands / 10)],
  "aws:secretsmanager/secret:Secret": () => [fixed("Secrets Manager secret", 1)],
  "aws:cloudwatch/metricAlarm:MetricAlarm": () => [fixed("CloudWatch alarm", 1)],
  "aws:cloudwatch/logGroup:LogGroup": ({ inputs }) => {
    // Compressed to about a seventh: https://aws.amazon.com/cloudwatch/pricing/ counts 0.15 for it.
    const months = Number(inputs.retentionInDays) / 30;
    return [
      used("CloudWatch Logs, taken in", usage.logGb),
      used("CloudWatch Logs, kept", usage.logGb * months * 0.15),
    ];
  },
  "aws:s3/bucket:Bucket": () => [
    used("S3 Standard", usage.photosGb),
    used("S3 writes", (2 * usage.photosUploaded) / 1_000),
    used("S3 reads", usage.photosViewed / 1_000),
  ],
  // Two seconds a photo.
  "aws:lambda/function:Function": ({ inputs }) => [
    used("Lambda on arm64", (usage.photosUploaded * 2 * Number(inputs.memorySize ?? 128)) / 1024),
  ],
  // Nothing between jobs.
  "aws:codebuild/project:Project": () => [used("CodeBuild, Linux, general1.medium", usage.runnerMinutes)],
  "aws:sqs/queue:Queue": () => [used("SQS requests", 0.001)],
  "aws:sns/topic:Topic": () => [used("SNS messages", usage.topicMessages / 1_000_000)],
};

/** Types that AWS asks nothing for, by the page that says so. */
export const free: Readonly<Record<string, readonly string[]>> = {
  "https://aws.amazon.com/vpc/pricing/": [
    "aws:ec2/vpc:Vpc",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/route:Route",
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    // A gateway endpoint: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    // Its log group is billed.
    "aws:ec2/flowLog:FlowLog",
  ],
  "https://aws.amazon.com/iam/": [
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  ],
  "https://aws.amazon.com/eks/pricing/": [
    "aws:eks/accessEntry:AccessEntry",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    "aws:eks/addon:Addon",
  ],
  "https://aws.amazon.com/rds/postgresql/pricing/": [
    "aws:rds/subnetGroup:SubnetGroup",
    "aws:rds/parameterGroup:ParameterGroup",
  ],
  "https://aws.amazon.com/certificate-manager/pricing/": [
    "aws:acm/certificate:Certificate",
    "aws:acm/certificateValidation:CertificateValidation",
  ],
};

/** Settings of something that is billed itself. */
export const settings: readonly string[] = [
  "aws:codebuild/webhook:Webhook",
  "aws:kms/alias:Alias",
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:lambda/permission:Permission",
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sqs/queuePolicy:QueuePolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
  "aws:s3/bucketNotification:BucketNotification",
  "aws:route53/record:Record",
];

/** What the bill may hold besides, and this estimate does not. */
export const leftOut: readonly string[] = [
  "images in ECR, the state bucket and other parts of the bootstrap",
  "backups beyond the size of the database",
  "CPU credits of burstable instances beyond their baseline",
  "Route 53: the hosted zone, which is yours already, and its queries",
  "CloudWatch requests of Grafana, and enhanced monitoring's logs",
  "support plans and taxes",
];

const isPublic = ({ inputs }: EvaluatedResource) => valueAt(inputs, "mapPublicIpOnLaunch") === true;

function count(
  all: readonly EvaluatedResource[],
  wanted: string,
  which: (resource: EvaluatedResource) => boolean = () => true,
): number {
  return all.filter((resource) => resource.type === wanted && which(resource)).length;
}
