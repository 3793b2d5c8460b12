/**
 * Refusals of AWS that another author collected: the names of the rules in https://github.com/badmintoncryer/cdk-preflight, for types of
 * the simulation, and `SNS:*`, which many have reported. Written on 2026-11-26 without looking at what is refused: a measure for
 * refusals that were not chosen here. The inputs are ours. Left out is what the provider does not send to AWS.
 */
import { policy, type RefusalTable, text } from "./table";

const rules = "https://github.com/badmintoncryer/cdk-preflight/tree/main/rules";
const read = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const assume = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
const statement = (changes: Record<string, unknown>) => ({ policy: policy({ ...read, ...changes }) });
const condition = (operator: string, key: string, value: unknown) => statement({ Condition: { [operator]: { [key]: value } } });
const trust = (changes: Record<string, unknown>) => ({ assumeRolePolicy: policy({ ...assume, ...changes }) });
const lifecycle = (...all: Record<string, unknown>[]) => ({ rules: all.map((rule, at) => ({ id: `rule-${at}`, status: "Enabled", filter: { prefix: "" }, ...rule })) });
const onBucket = (changes: Record<string, unknown>) => ({ policy: policy({ Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: "<bucket.arn>/*", ...changes }) });
const keyPolicy = (...statements: Record<string, unknown>[]) => ({
  policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" }, ...statements] }),
});
const topicPolicy = (Action: unknown) => ({ policy: policy({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action, Resource: "<topic.arn>" }) });
const deadLetters = (rest: Record<string, unknown>) => ({ redrivePolicy: JSON.stringify(rest) });
const field = (name: string) => `$\{${name}}`;
const clusterConfig = { subnetIds: ["<subnet-a.id>", "<subnet-b.id>"], endpointPrivateAccess: true };

export const listedByOthers: readonly RefusalTable[] = [
  {
    type: "aws:sqs/queue:Queue",
    source: `${rules}/sqs`,
    valid: { name: "orders" },
    rows: [
      { kind: "inputs contradict each other", title: "deduplication by content in a standard queue", refused: { contentBasedDeduplication: true }, accepted: { name: "orders.fifo", fifoQueue: true, contentBasedDeduplication: true }, names: "contentBasedDeduplication" },
      {
        kind: "inputs contradict each other",
        title: "throughput per group with deduplication per queue",
        refused: { name: "orders.fifo", fifoQueue: true, fifoThroughputLimit: "perMessageGroupId", deduplicationScope: "queue" },
        accepted: { name: "orders.fifo", fifoQueue: true, fifoThroughputLimit: "perMessageGroupId", deduplicationScope: "messageGroup" },
        names: "fifoThroughputLimit",
      },
      { kind: "document not accepted", title: "sources by queue without a list", refused: { redriveAllowPolicy: '{"redrivePermission":"byQueue"}' }, accepted: { redriveAllowPolicy: '{"redrivePermission":"byQueue","sourceQueueArns":["<queue.arn>"]}' }, names: "redriveAllowPolicy" },
      { kind: "document not accepted", title: "an unknown permission of sources", refused: { redriveAllowPolicy: '{"redrivePermission":"some"}' }, accepted: { redriveAllowPolicy: '{"redrivePermission":"denyAll"}' }, names: "redriveAllowPolicy" },
      { kind: "reference to nothing", title: "a dead-letter queue of another region", refused: deadLetters({ deadLetterTargetArn: "arn:aws:sqs:eu-west-1:111122223333:jobs", maxReceiveCount: 5 }), accepted: deadLetters({ deadLetterTargetArn: "<queue.arn>", maxReceiveCount: 5 }), names: "redrivePolicy" },
      { kind: "document not accepted", title: "dead letters without a count", refused: deadLetters({ deadLetterTargetArn: "<queue.arn>" }), accepted: deadLetters({ deadLetterTargetArn: "<queue.arn>", maxReceiveCount: 1 }), names: "redrivePolicy" },
      { kind: "inputs contradict each other", title: "a key beside SQS's own encryption", refused: { sqsManagedSseEnabled: true, kmsMasterKeyId: "<key.keyId>" }, accepted: { kmsMasterKeyId: "<key.keyId>" }, names: "sqsManagedSseEnabled" },
    ],
  },
  {
    type: "aws:sns/topic:Topic",
    source: `${rules}/sns`,
    valid: { name: "orders" },
    rows: [
      { kind: "inputs contradict each other", title: "deduplication by content in a standard topic", refused: { contentBasedDeduplication: true }, accepted: { name: "orders.fifo", fifoTopic: true, contentBasedDeduplication: true }, names: "contentBasedDeduplication" },
      { kind: "text not allowed", title: "a FIFO topic without .fifo", refused: { fifoTopic: true }, accepted: { name: "orders.fifo", fifoTopic: true }, names: "name" },
      { kind: "not in the list of values", title: "an unknown version of signatures", refused: { signatureVersion: 3 }, accepted: { signatureVersion: 2 }, names: "signatureVersion" },
      { kind: "not in the list of values", title: "an unknown tracing", refused: { tracingConfig: "On" }, accepted: { tracingConfig: "Active" }, names: "tracingConfig" },
      { kind: "document not accepted", title: "a delivery policy that is no JSON", refused: { deliveryPolicy: "fast" }, accepted: { deliveryPolicy: '{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3}}}' }, names: "deliveryPolicy" },
    ],
  },
  {
    type: "aws:sns/topicPolicy:TopicPolicy",
    source: `${rules}/sns`,
    valid: { arn: "<topic.arn>" },
    rows: [{ kind: "document not accepted", title: "all actions of SNS", refused: topicPolicy("SNS:*"), accepted: topicPolicy(["SNS:Publish", "SNS:Subscribe"]), names: "Action" }],
  },
  {
    type: "aws:sns/topicSubscription:TopicSubscription",
    source: `${rules}/sns`,
    valid: { topic: "<topic.arn>", protocol: "sqs", endpoint: "<queue.arn>" },
    rows: [
      { kind: "inputs contradict each other", title: "a FIFO queue at a standard topic", refused: { endpoint: "<fifo-queue.arn>" }, accepted: {}, names: "endpoint" },
      { kind: "document not accepted", title: "a filter of six keys", refused: { filterPolicy: JSON.stringify(Object.fromEntries("abcdef".split("").map((key) => [key, ["x"]]))) }, accepted: { filterPolicy: JSON.stringify(Object.fromEntries("abcde".split("").map((key) => [key, ["x"]]))) }, names: "filterPolicy" },
      {
        kind: "required input missing",
        title: "a delivery stream without a role",
        refused: { protocol: "firehose", endpoint: "arn:aws:firehose:us-east-1:111122223333:deliverystream/orders" },
        accepted: { protocol: "firehose", endpoint: "arn:aws:firehose:us-east-1:111122223333:deliverystream/orders", subscriptionRoleArn: "<lambda-role.arn>" },
        names: "subscriptionRoleArn",
      },
      { kind: "document not accepted", title: "dead letters without a queue", refused: { redrivePolicy: '{"maxReceiveCount":3}' }, accepted: { redrivePolicy: '{"deadLetterTargetArn":"<queue.arn>"}' }, names: "redrivePolicy" },
    ],
  },
  {
    type: "aws:kms/alias:Alias",
    source: `${rules}/kms`,
    valid: { name: "alias/orders", targetKeyId: "<key.keyId>" },
    rows: [
      { kind: "text not allowed", title: "an alias that AWS reserves", refused: { name: "alias/aws/orders" }, accepted: { name: "alias/awsome" }, names: "name" },
      { kind: "reference to nothing", title: "an alias of an alias", refused: { targetKeyId: "alias/data" }, accepted: { targetKeyId: "<key.arn>" }, names: "targetKeyId" },
    ],
  },
  {
    type: "aws:kms/key:Key",
    source: `${rules}/kms`,
    valid: { description: "orders" },
    rows: [
      { kind: "document not accepted", title: "a key policy's statement without a principal", refused: keyPolicy({ Effect: "Allow", Action: "kms:Decrypt", Resource: "*" }), accepted: keyPolicy({ Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:Decrypt", Resource: "*" }), names: "Principal" },
      { kind: "number out of its range", title: "a rotation every 89 days", refused: { enableKeyRotation: true, rotationPeriodInDays: 89 }, accepted: { enableKeyRotation: true, rotationPeriodInDays: 90 }, names: "rotationPeriodInDays" },
      { kind: "inputs contradict each other", title: "the rotation of an asymmetric key", refused: { customerMasterKeySpec: "RSA_2048", keyUsage: "ENCRYPT_DECRYPT", enableKeyRotation: true }, accepted: { customerMasterKeySpec: "RSA_2048", keyUsage: "ENCRYPT_DECRYPT" }, names: "enableKeyRotation" },
      { kind: "inputs contradict each other", title: "a symmetric key that signs", refused: { keyUsage: "SIGN_VERIFY" }, accepted: { keyUsage: "SIGN_VERIFY", customerMasterKeySpec: "ECC_NIST_P256" }, names: "keyUsage" },
    ],
  },
  {
    type: "aws:iam/policy:Policy",
    source: `${rules}/iam`,
    valid: { name: "orders", policy: policy(read) },
    rows: [
      { kind: "document not accepted", title: "an action without its service", refused: statement({ Action: "GetObject" }), accepted: {}, names: "Action" },
      { kind: "document not accepted", title: "an action with two colons", refused: statement({ Action: "s3:Get:Object" }), accepted: {}, names: "Action" },
      { kind: "document not accepted", title: "an action of any service", refused: statement({ Action: "*:GetObject" }), accepted: statement({ Action: "*" }), names: "Action" },
      { kind: "document not accepted", title: "an address that is none in a condition", refused: condition("IpAddress", "aws:SourceIp", "office"), accepted: condition("IpAddress", "aws:SourceIp", "203.0.113.0/24"), names: "IpAddress" },
      { kind: "document not accepted", title: "a date that is none in a condition", refused: condition("DateLessThan", "aws:CurrentTime", "tomorrow"), accepted: condition("DateLessThan", "aws:CurrentTime", "2030-01-01T00:00:00Z"), names: "DateLessThan" },
      { kind: "document not accepted", title: "a number that is none in a condition", refused: condition("NumericLessThan", "s3:max-keys", "ten"), accepted: condition("NumericLessThan", "s3:max-keys", "10"), names: "NumericLessThan" },
      { kind: "document not accepted", title: "an ARN that is none in a condition", refused: condition("ArnEquals", "aws:SourceArn", "orders"), accepted: condition("ArnEquals", "aws:SourceArn", "arn:aws:s3:::orders"), names: "ArnEquals" },
      { kind: "document not accepted", title: "a test for null if it exists", refused: condition("NullIfExists", "aws:TokenIssueTime", "true"), accepted: condition("Null", "aws:TokenIssueTime", "true"), names: "NullIfExists" },
      { kind: "document not accepted", title: "a condition's value that is an object", refused: condition("StringEquals", "aws:RequestTag/owner", { is: "me" }), accepted: condition("StringEquals", "aws:RequestTag/owner", ["me"]), names: "StringEquals" },
      {
        kind: "document not accepted",
        title: "two statements of one id",
        refused: {
          policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              { Sid: "Read", ...read },
              { Sid: "Read", ...read },
            ],
          }),
        },
        accepted: {
          policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              { Sid: "Read", ...read },
              { Sid: "Read2", ...read },
            ],
          }),
        },
        names: "Sid",
      },
      { kind: "document not accepted", title: "no effect", refused: statement({ Effect: undefined }), accepted: {}, names: "Effect" },
      { kind: "document not accepted", title: "an action and its exception", refused: statement({ NotAction: "s3:PutObject" }), accepted: statement({ Action: undefined, NotAction: "s3:PutObject" }), names: "NotAction" },
      { kind: "document not accepted", title: "an ARN of four parts as the resource", refused: statement({ Resource: "arn:aws:s3:orders" }), accepted: statement({ Resource: "arn:aws:s3:::orders" }), names: "Resource" },
      { kind: "document not accepted", title: "a name as the resource", refused: statement({ Resource: "orders" }), accepted: statement({ Resource: "arn:aws:s3:::orders/*" }), names: "Resource" },
      { kind: "document not accepted", title: "a partition that does not exist in the resource", refused: statement({ Resource: "arn:awss:s3:::orders" }), accepted: statement({ Resource: "arn:*:s3:::orders" }), names: "Resource" },
      { kind: "document not accepted", title: "a role in a region as the resource", refused: statement({ Action: "iam:PassRole", Resource: "arn:aws:iam:us-east-1:111122223333:role/orders" }), accepted: statement({ Action: "iam:PassRole", Resource: "arn:aws:iam::111122223333:role/orders" }), names: "Resource" },
      { kind: "document not accepted", title: "an id of a statement with a hyphen", refused: statement({ Sid: "read-orders" }), accepted: statement({ Sid: "ReadOrders" }), names: "Sid" },
      { kind: "document not accepted", title: "no statement", refused: { policy: '{"Version":"2012-10-17"}' }, accepted: {}, names: "Statement" },
      { kind: "document not accepted", title: "an unknown element of a statement", refused: statement({ Resources: "*" }), accepted: {}, names: "Resources" },
      { kind: "document not accepted", title: "an unknown element of a policy", refused: { policy: JSON.stringify({ Version: "2012-10-17", Statements: [], Statement: [read] }) }, accepted: { policy: JSON.stringify({ Version: "2012-10-17", Id: "orders", Statement: [read] }) }, names: "Statements" },
    ],
  },
  {
    type: "aws:iam/role:Role",
    source: `${rules}/iam`,
    valid: { name: "orders", assumeRolePolicy: policy(assume) },
    rows: [
      { kind: "text not allowed", title: "a path of service-linked roles", refused: { path: "/aws-service-role/orders/" }, accepted: { path: "/service-role/" }, names: "path" },
      { kind: "text not allowed", title: "a role as the boundary", refused: { permissionsBoundary: "<build-role.arn>" }, accepted: { permissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess" }, names: "permissionsBoundary" },
      { kind: "document not accepted", title: "a name as a principal", refused: trust({ Principal: { AWS: "deploy" } }), accepted: trust({ Principal: { AWS: "111122223333" } }), names: "Principal" },
      { kind: "document not accepted", title: "a service without its domain", refused: trust({ Principal: { Service: "lambda" } }), accepted: trust({ Principal: { Service: "lambda.amazonaws.com" } }), names: "Principal" },
      { kind: "document not accepted", title: "all services as a principal", refused: trust({ Principal: { Service: "*.amazonaws.com" } }), accepted: trust({ Principal: { Service: ["ecs.amazonaws.com", "ecs-tasks.amazonaws.com"] } }), names: "Principal" },
    ],
  },
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
        refused: lifecycle({
          transitions: [
            { days: 30, storageClass: "GLACIER" },
            { days: 60, storageClass: "GLACIER" },
          ],
        }),
        accepted: lifecycle({
          transitions: [
            { days: 30, storageClass: "STANDARD_IA" },
            { days: 60, storageClass: "GLACIER" },
          ],
        }),
        names: "transitions",
      },
      {
        kind: "inputs contradict each other",
        title: "a warmer class after a colder one",
        refused: lifecycle({
          transitions: [
            { days: 30, storageClass: "GLACIER" },
            { days: 90, storageClass: "STANDARD_IA" },
          ],
        }),
        accepted: lifecycle({
          transitions: [
            { days: 30, storageClass: "STANDARD_IA" },
            { days: 90, storageClass: "GLACIER" },
          ],
        }),
        names: "transitions",
      },
    ],
  },
  {
    type: "aws:s3/bucketPolicy:BucketPolicy",
    source: `${rules}/s3`,
    valid: { bucket: "<bucket.id>" },
    rows: [
      { kind: "document not accepted", title: "an action of buckets on objects", refused: onBucket({ Action: "s3:ListBucket" }), accepted: onBucket({ Action: "s3:ListBucket", Resource: "<bucket.arn>" }), names: "Action" },
      { kind: "document not accepted", title: "an action of objects on the bucket", refused: onBucket({ Resource: "<bucket.arn>" }), accepted: onBucket({}), names: "Action" },
      { kind: "document not accepted", title: "an unknown version of the policy language", refused: { policy: policy({ Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: "<bucket.arn>/*" }, "2020-01-01") }, accepted: onBucket({}), names: "Version" },
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
