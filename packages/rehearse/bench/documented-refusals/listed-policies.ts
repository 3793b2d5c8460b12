/** Refusals of queues, topics, keys and policies that another author collected: see listed-by-others.ts. */
import { policy, policyOf, type RefusalTable, read, twoStatements } from "./table";

const rules = "https://github.com/badmintoncryer/cdk-preflight/tree/main/rules";
const assume = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
const statement = (changes: Record<string, unknown>) => ({ policy: policy({ ...read, ...changes }) });
const condition = (operator: string, key: string, value: unknown) => statement({ Condition: { [operator]: { [key]: value } } });
const trust = (changes: Record<string, unknown>) => ({ assumeRolePolicy: policy({ ...assume, ...changes }) });
const onBucket = (changes: Record<string, unknown>) => ({ policy: policy({ Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: "<bucket.arn>/*", ...changes }) });
const keyPolicy = (...statements: Record<string, unknown>[]) => ({
  policy: policyOf([{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" }, ...statements]),
});
const topicPolicy = (Action: unknown) => ({ policy: policy({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action, Resource: "<topic.arn>" }) });
const deadLetters = (rest: Record<string, unknown>) => ({ redrivePolicy: JSON.stringify(rest) });

export const listedPolicies: readonly RefusalTable[] = [
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
        refused: twoStatements("Read", "Read"),
        accepted: twoStatements("Read", "Read2"),
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
    type: "aws:s3/bucketPolicy:BucketPolicy",
    source: `${rules}/s3`,
    valid: { bucket: "<bucket.id>" },
    rows: [
      { kind: "document not accepted", title: "an action of buckets on objects", refused: onBucket({ Action: "s3:ListBucket" }), accepted: onBucket({ Action: "s3:ListBucket", Resource: "<bucket.arn>" }), names: "Action" },
      { kind: "document not accepted", title: "an action of objects on the bucket", refused: onBucket({ Resource: "<bucket.arn>" }), accepted: onBucket({}), names: "Action" },
      { kind: "document not accepted", title: "an unknown version of the policy language", refused: { policy: policy({ Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: "<bucket.arn>/*" }, "2020-01-01") }, accepted: onBucket({}), names: "Version" },
    ],
  },
];
