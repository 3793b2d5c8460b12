/** Documented limits of the size of policies, and of what they contain. */
import type { Properties } from "../../cloud/resource-type";
import { policy, policyOf, type RefusalTable, read, text } from "./table";

const guide = "https://docs.aws.amazon.com";
const iam = `${guide}/IAM/latest/UserGuide/reference_iam-quotas.html`;
const functionType = "aws:lambda/function:Function";
const permissionType = "aws:lambda/permission:Permission";

/** A policy of this many characters. */
const long = (length: number, statement: Properties): string => {
  const base = policy({ ...statement, Condition: { StringEquals: { "aws:RequestTag/owner": "" } } });
  return base.replace('owner":"', `owner":"${text(length - base.length)}`);
};
const many = (count: number, statement: Properties): string => policyOf(Array.from({ length: count }, (_, at) => ({ Sid: `s${at}`, ...statement })));

const publish = { Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: "<topic.arn>" };
const send = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "<queue.arn>" };
const accounts = (count: number) => ({
  AWS: Array.from({ length: count }, (_, at) => `${111122223333 + at}`),
});
const secret = { Effect: "Allow", Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*" };
const permissionsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    type: permissionType,
    inputs: {
      statementId: `s${at}`,
      function: "jobs",
      action: "lambda:InvokeFunction",
      principal: "s3.amazonaws.com",
      sourceArn: `arn:aws:s3:::${text(50)}`,
    },
  }));

export const policies: readonly RefusalTable[] = [
  {
    type: "aws:iam/userPolicy:UserPolicy",
    source: iam,
    valid: { name: "read", user: "ana" },
    rows: [
      { kind: "document not accepted", title: "an inline policy of a user over 2,048 characters", refused: { policy: long(2049, read) }, accepted: { policy: long(2048, read) }, names: "policy" },
      {
        kind: "document not accepted",
        title: "inline policies of a user over 2,048 characters together",
        refused: { policy: long(1500, read) },
        accepted: { policy: long(1000, read) },
        names: "policy",
        before: [{ type: "aws:iam/userPolicy:UserPolicy", inputs: { name: "first", user: "ana", policy: long(1000, read) } }],
      },
    ],
  },
  {
    type: "aws:iam/groupPolicy:GroupPolicy",
    source: iam,
    valid: { name: "read", group: "developers" },
    rows: [
      { kind: "document not accepted", title: "an inline policy of a group over 5,120 characters", refused: { policy: long(5121, read) }, accepted: { policy: long(5120, read) }, names: "policy" },
      {
        kind: "document not accepted",
        title: "inline policies of a group over 5,120 characters together",
        refused: { policy: long(3000, read) },
        accepted: { policy: long(2000, read) },
        names: "policy",
        before: [{ type: "aws:iam/groupPolicy:GroupPolicy", inputs: { name: "first", group: "developers", policy: long(3000, read) } }],
      },
    ],
  },
  {
    type: "aws:sns/topicPolicy:TopicPolicy",
    source: `${guide}/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html`,
    valid: { arn: "<topic.arn>" },
    rows: [
      { kind: "document not accepted", title: "a topic's policy over 30 KB", refused: { policy: long(30_900, publish) }, accepted: { policy: long(30_500, publish) }, names: "policy" },
      { kind: "document not accepted", title: "a topic's policy of 101 statements", refused: { policy: many(101, publish) }, accepted: { policy: many(100, publish) }, names: "101 statements" },
      { kind: "document not accepted", title: "a topic's policy for 201 accounts", refused: { policy: policy({ ...publish, Principal: accounts(201) }) }, accepted: { policy: policy({ ...publish, Principal: accounts(200) }) }, names: "201 principals" },
    ],
  },
  {
    type: "aws:sqs/queuePolicy:QueuePolicy",
    source: `${guide}/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html`,
    valid: { queueUrl: "<queue.url>" },
    rows: [
      { kind: "document not accepted", title: "a queue's policy over 8,192 bytes", refused: { policy: long(8300, send) }, accepted: { policy: long(8100, send) }, names: "policy" },
      { kind: "document not accepted", title: "a queue's policy for 51 accounts", refused: { policy: policy({ ...send, Principal: accounts(51) }) }, accepted: { policy: policy({ ...send, Principal: accounts(50) }) }, names: "51 principals" },
      {
        kind: "document not accepted",
        title: "a statement of a queue's policy with eight actions",
        refused: { policy: policy({ ...send, Action: ["SendMessage", "ReceiveMessage", "DeleteMessage", "PurgeQueue", "GetQueueUrl", "GetQueueAttributes", "ListQueueTags", "TagQueue"].map((name) => `sqs:${name}`) }) },
        accepted: { policy: policy({ ...send, Action: ["sqs:SendMessage", "sqs:ReceiveMessage"] }) },
        names: "8 actions",
      },
    ],
  },
  {
    type: "aws:secretsmanager/secretPolicy:SecretPolicy",
    source: `${guide}/secretsmanager/latest/apireference/API_PutResourcePolicy.html`,
    valid: { secretArn: "arn:aws:secretsmanager:us-east-1:444455556666:secret:shared-a1b2c3" },
    rows: [{ kind: "document not accepted", title: "a secret's policy over 20,480 characters", refused: { policy: long(20_481, secret) }, accepted: { policy: long(20_480, secret) }, names: "policy" }],
  },
  {
    type: permissionType,
    source: `${guide}/lambda/latest/dg/gettingstarted-limits.html`,
    valid: { function: "jobs", action: "lambda:InvokeFunction", principal: "s3.amazonaws.com" },
    rows: [
      {
        kind: "document not accepted",
        title: "permissions of a function over 20 KB together",
        refused: { sourceArn: `arn:aws:s3:::${text(1000)}` },
        accepted: { sourceArn: "arn:aws:s3:::photos" },
        names: "bytes with",
        before: [{ type: functionType, inputs: { name: "jobs", role: "<lambda-role.arn>", runtime: "nodejs24.x", handler: "index.handler", s3Bucket: "code", s3Key: "jobs.zip" } }, ...permissionsOf(70)],
      },
    ],
  },
];
