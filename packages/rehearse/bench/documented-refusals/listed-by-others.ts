/**
 * Refusals of AWS that another author collected: the names of the rules in https://github.com/badmintoncryer/cdk-preflight, for types of
 * the simulation, and `SNS:*`, which many have reported. Written on 2026-11-26 without looking at what is refused: a measure for
 * refusals that were not chosen here. The inputs are ours. Left out is what the provider does not send to AWS.
 */
import { listedPolicies } from "./listed-policies";
import { type RefusalTable, text } from "./table";

const rules = "https://github.com/badmintoncryer/cdk-preflight/tree/main/rules";
const lifecycle = (...all: Record<string, unknown>[]) => ({ rules: all.map((rule, at) => ({ id: `rule-${at}`, status: "Enabled", filter: { prefix: "" }, ...rule })) });
const transitions = (...all: readonly [days: number, storageClass: string][]) => lifecycle({ transitions: all.map(([days, storageClass]) => ({ days, storageClass })) });
const field = (name: string) => `$\{${name}}`;
const clusterConfig = { subnetIds: ["<subnet-a.id>", "<subnet-b.id>"], endpointPrivateAccess: true };

export const listedByOthers: readonly RefusalTable[] = [
  ...listedPolicies,
  {
    type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    source: `${rules}/s3`,
    valid: { bucket: "<bucket.id>" },
    rows: [
      {
        kind: "inputs contradict each other",
        title: "incomplete uploads by a tag",
        refused: lifecycle({ filter: { tag: { key: "a", value: "b" } }, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } }),
        accepted: lifecycle({ abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } }),
        names: "abortIncompleteMultipartUpload",
      },
      { kind: "text not allowed", title: "an expiration at noon", refused: lifecycle({ expiration: { date: "2030-01-01T12:00:00Z" } }), accepted: lifecycle({ expiration: { date: "2030-01-01T00:00:00Z" } }), names: "date" },
      { kind: "inputs contradict each other", title: "an expiration of markers and after days", refused: lifecycle({ expiration: { days: 5, expiredObjectDeleteMarker: true } }), accepted: lifecycle({ expiration: { expiredObjectDeleteMarker: true } }), names: "expiredObjectDeleteMarker" },
      {
        kind: "inputs contradict each other",
        title: "a smallest size over the largest",
        refused: lifecycle({ filter: { and: { objectSizeGreaterThan: 1000, objectSizeLessThan: 500 } }, expiration: { days: 1 } }),
        accepted: lifecycle({ filter: { and: { objectSizeGreaterThan: 500, objectSizeLessThan: 1000 } }, expiration: { days: 1 } }),
        names: "objectSize",
      },
      { kind: "required input missing", title: "a rule without an action", refused: lifecycle({}), accepted: lifecycle({ expiration: { days: 1 } }), names: "rules" },
      {
        kind: "inputs contradict each other",
        title: "two transitions to one class",
        refused: transitions([30, "GLACIER"], [60, "GLACIER"]),
        accepted: transitions([30, "STANDARD_IA"], [60, "GLACIER"]),
        names: "transitions",
      },
      {
        kind: "inputs contradict each other",
        title: "a warmer class after a colder one",
        refused: transitions([30, "GLACIER"], [90, "STANDARD_IA"]),
        accepted: transitions([30, "STANDARD_IA"], [90, "GLACIER"]),
        names: "transitions",
      },
    ],
  },
  {
    type: "aws:s3/bucket:Bucket",
    source: `${rules}/s3`,
    valid: { bucket: "groundwork-orders" },
    rows: [
      { kind: "text not allowed", title: "a name that is an address", refused: { bucket: "192.168.5.4" }, accepted: { bucket: "192-168-5-4" }, names: "bucket" },
      { kind: "text not allowed", title: "a name with a reserved beginning", refused: { bucket: "xn--orders" }, accepted: { bucket: "xn-orders" }, names: "bucket" },
      { kind: "text not allowed", title: "a name with a reserved end", refused: { bucket: "orders-s3alias" }, accepted: { bucket: "orders-s3-alias" }, names: "bucket" },
    ],
  },
  {
    type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    source: `${rules}/s3`,
    valid: { bucket: "<bucket.id>" },
    rows: [
      {
        kind: "inputs contradict each other",
        title: "a key for encryption with S3's keys",
        refused: { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256", kmsMasterKeyId: "<key.arn>" } }] },
        accepted: { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "<key.arn>" } }] },
        names: "kmsMasterKeyId",
      },
    ],
  },
  {
    type: "aws:s3/bucketNotification:BucketNotification",
    source: `${rules}/s3`,
    valid: { bucket: "<bucket.id>" },
    rows: [
      { kind: "not in the list of values", title: "an unknown event", refused: { eventbridge: false, topics: [{ topicArn: "<topic.arn>", events: ["s3:ObjectMade:*"] }] }, accepted: { eventbridge: true }, names: "events" },
      { kind: "inputs contradict each other", title: "events to a FIFO queue", refused: { queues: [{ queueArn: "<fifo-queue.arn>", events: ["s3:ObjectCreated:*"] }] }, accepted: { eventbridge: true }, names: "queue" },
    ],
  },
  {
    type: "aws:eks/accessEntry:AccessEntry",
    source: `${rules}/eks`,
    valid: { clusterName: "<cluster.name>", principalArn: "<lambda-role.arn>" },
    rows: [
      { kind: "text not allowed", title: "a group of the system", refused: { kubernetesGroups: ["system:masters"] }, accepted: { kubernetesGroups: ["masters"] }, names: "kubernetesGroups" },
      { kind: "text not allowed", title: "a user name of the system", refused: { userName: "system:node" }, accepted: { userName: "node" }, names: "userName" },
      { kind: "inputs contradict each other", title: "groups of a node's entry", refused: { type: "EC2_LINUX", kubernetesGroups: ["viewers"] }, accepted: { type: "EC2_LINUX" }, names: "kubernetesGroups" },
      { kind: "inputs contradict each other", title: "a user name of a node's entry", refused: { type: "EC2_LINUX", userName: "viewer" }, accepted: { type: "EC2_LINUX" }, names: "userName" },
      { kind: "conflict with another resource", title: "two entries of one principal", refused: { principalArn: "<build-role.arn>" }, accepted: {}, names: "principalArn" },
      { kind: "text not allowed", title: "a service-linked role", refused: { principalArn: "arn:aws:iam::111122223333:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS" }, accepted: {}, names: "principalArn" },
    ],
  },
  {
    type: "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    source: `${rules}/eks`,
    valid: { clusterName: "<cluster.name>", principalArn: "<build-role.arn>", policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy", accessScope: { type: "cluster" } },
    rows: [
      { kind: "required input missing", title: "a scope of namespaces without one", refused: { accessScope: { type: "namespace" } }, accepted: { accessScope: { type: "namespace", namespaces: ["shop"] } }, names: "namespaces" },
      { kind: "inputs contradict each other", title: "namespaces in the scope of the cluster", refused: { accessScope: { type: "cluster", namespaces: ["shop"] } }, accepted: {}, names: "namespaces" },
      { kind: "document not accepted", title: "a policy of IAM", refused: { policyArn: "arn:aws:iam::aws:policy/AmazonEKSViewPolicy" }, accepted: {}, names: "policyArn" },
    ],
  },
  {
    type: "aws:eks/addon:Addon",
    source: `${rules}/eks`,
    valid: { clusterName: "<cluster.name>", addonName: "coredns" },
    rows: [{ kind: "document not accepted", title: "a configuration that is neither JSON nor YAML", refused: { configurationValues: "{replicas: [" }, accepted: { configurationValues: '{"replicaCount":3}' }, names: "configurationValues" }],
  },
  {
    type: "aws:eks/cluster:Cluster",
    source: `${rules}/eks`,
    valid: { name: "orders", version: "1.35", roleArn: "<cluster-role.arn>", accessConfig: { authenticationMode: "API" }, vpcConfig: clusterConfig },
    rows: [
      { kind: "not in the list of values", title: "encryption of more than secrets", refused: { encryptionConfig: { provider: { keyArn: "<key.arn>" }, resources: ["configmaps"] } }, accepted: { encryptionConfig: { provider: { keyArn: "<key.arn>" }, resources: ["secrets"] } }, names: "resources" },
      { kind: "inputs contradict each other", title: "an IPv4 block of services with IPv6", refused: { kubernetesNetworkConfig: { ipFamily: "ipv6", serviceIpv4Cidr: "10.100.0.0/16" } }, accepted: { kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: "10.100.0.0/16" } }, names: "serviceIpv4Cidr" },
      { kind: "text not allowed", title: "a public block of services", refused: { kubernetesNetworkConfig: { serviceIpv4Cidr: "203.0.113.0/24" } }, accepted: { kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/16" } }, names: "serviceIpv4Cidr" },
      { kind: "number out of its range", title: "a block of services of /25", refused: { kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/25" } }, accepted: { kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/24" } }, names: "serviceIpv4Cidr" },
      {
        kind: "inputs contradict each other",
        title: "Auto Mode with entries in a ConfigMap",
        refused: { accessConfig: { authenticationMode: "CONFIG_MAP" }, bootstrapSelfManagedAddons: false, computeConfig: { enabled: true, nodePools: ["system"], nodeRoleArn: "<node-role.arn>" }, kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } }, storageConfig: { blockStorage: { enabled: true } } },
        accepted: { bootstrapSelfManagedAddons: false, computeConfig: { enabled: true, nodePools: ["system"], nodeRoleArn: "<node-role.arn>" }, kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } }, storageConfig: { blockStorage: { enabled: true } } },
        names: "authenticationMode",
      },
    ],
  },
  {
    type: "aws:eks/nodeGroup:NodeGroup",
    source: `${rules}/eks`,
    valid: { clusterName: "<cluster.name>", nodeRoleArn: "<node-role.arn>", subnetIds: ["<subnet-a.id>"], scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 2 } },
    rows: [
      { kind: "inputs contradict each other", title: "fewer nodes wanted than at least", refused: { scalingConfig: { minSize: 2, desiredSize: 1, maxSize: 3 } }, accepted: {}, names: "scalingConfig" },
      { kind: "inputs contradict each other", title: "more nodes wanted than at most", refused: { scalingConfig: { minSize: 1, desiredSize: 4, maxSize: 3 } }, accepted: {}, names: "scalingConfig" },
      { kind: "inputs contradict each other", title: "unavailable nodes as a number and a share", refused: { updateConfig: { maxUnavailable: 1, maxUnavailablePercentage: 10 } }, accepted: { updateConfig: { maxUnavailable: 1 } }, names: "updateConfig" },
    ],
  },
  {
    type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    source: `${rules}/eks`,
    valid: { clusterName: "<cluster.name>", namespace: "shop", serviceAccount: "api", roleArn: "<lambda-role.arn>" },
    rows: [
      {
        kind: "conflict with another resource",
        title: "two associations of one service account",
        before: [{ type: "aws:eks/podIdentityAssociation:PodIdentityAssociation", inputs: { clusterName: "<cluster.name>", namespace: "shop", serviceAccount: "api", roleArn: "<lambda-role.arn>" } }],
        refused: {},
        accepted: { serviceAccount: "web" },
        names: "serviceAccount",
      },
      { kind: "text not allowed", title: "a namespace in capitals", refused: { namespace: "Shop" }, accepted: {}, names: "namespace" },
    ],
  },
  {
    type: "aws:rds/instance:Instance",
    source: `${rules}/rds`,
    valid: { identifier: "orders", engine: "postgres", engineVersion: "18.1", instanceClass: "db.m8g.large", allocatedStorage: 100, storageType: "gp3", username: "orders", password: "correct-horse", skipFinalSnapshot: true },
    rows: [
      { kind: "inputs contradict each other", title: "throughput of gp2", refused: { storageType: "gp2", storageThroughput: 500 }, accepted: { allocatedStorage: 400, iops: 12000, storageThroughput: 500 }, names: "storageThroughput" },
      { kind: "text not allowed", title: "a user name of 64 characters", refused: { username: `o${text(63)}` }, accepted: { username: `o${text(62)}` }, names: "username" },
      {
        kind: "inputs contradict each other",
        title: "advanced insights for a week",
        refused: { databaseInsightsMode: "advanced", performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 7 },
        accepted: { databaseInsightsMode: "advanced", performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 465 },
        names: "databaseInsightsMode",
      },
      { kind: "inputs contradict each other", title: "a license of another engine", refused: { licenseModel: "license-included" }, accepted: { licenseModel: "postgresql-license" }, names: "licenseModel" },
      { kind: "inputs contradict each other", title: "a character set of PostgreSQL", refused: { characterSetName: "AL32UTF8" }, accepted: {}, names: "characterSetName" },
      { kind: "inputs contradict each other", title: "a time zone of PostgreSQL", refused: { timezone: "Central Standard Time" }, accepted: {}, names: "timezone" },
    ],
  },
  {
    type: "aws:ec2/flowLog:FlowLog",
    source: `${rules}/ec2`,
    valid: { vpcId: "<vpc.id>", trafficType: "ALL", logDestinationType: "s3", logDestination: "<bucket.arn>" },
    rows: [{ kind: "text not allowed", title: "a field that records do not have", refused: { logFormat: field("colour") }, accepted: { logFormat: field("vpc-id") }, names: "logFormat" }],
  },
  {
    type: "aws:ec2/securityGroup:SecurityGroup",
    source: `${rules}/ec2`,
    valid: { name: "orders", description: "orders", vpcId: "<vpc.id>" },
    rows: [{ kind: "text not allowed", title: "the name default", refused: { name: "default" }, accepted: { name: "default-2" }, names: "name" }],
  },
  {
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    source: `${rules}/ec2`,
    valid: { vpcId: "<vpc.id>", serviceName: "com.amazonaws.us-east-1.sqs", vpcEndpointType: "Interface", subnetIds: ["<subnet-a.id>"] },
    rows: [
      { kind: "inputs contradict each other", title: "two subnets in one zone", refused: { subnetIds: ["<subnet-a.id>", "<subnet-a2.id>"] }, accepted: { subnetIds: ["<subnet-a.id>", "<subnet-b.id>"] }, names: "subnetIds" },
      { kind: "text not allowed", title: "a service of another region", refused: { serviceName: "com.amazonaws.eu-west-1.sqs" }, accepted: {}, names: "serviceName" },
    ],
  },
];
