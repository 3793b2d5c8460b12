import type * as aws from "@pulumi/aws";
import { behaves } from "../behaviour";
import { arn, empty, tagsAll } from "./common";
import { policyProblems } from "./iam";
import { key } from "./kms";

export const resources = {
  "aws:sqs/queue:Queue": behaves<aws.sqs.Queue, aws.sqs.QueueArgs>({
    autoName: { property: "name", maxLength: 80 },
    unique: ["name"],
    replaceOn: ["name", "fifoQueue"],
    references: { kmsMasterKeyId: key },
    refuse: ({ inputs }) =>
      inputs.sqsManagedSseEnabled && inputs.kmsMasterKeyId
        ? ["a queue has one kind of encryption: sqsManagedSseEnabled or kmsMasterKeyId"]
        : [],
    defaults: { policy: empty, redriveAllowPolicy: empty },
    outputs: {
      arn: arn("sqs", ({ inputs }) => String(inputs.name)),
      tagsAll,
      url: ({ inputs, cloud: { account } }) =>
        `https://sqs.${account.region}.amazonaws.com/${account.id}/${inputs.name}`,
    },
    seconds: { create: 26, delete: 1 },
  }),

  "aws:sqs/queuePolicy:QueuePolicy": behaves<aws.sqs.QueuePolicy, aws.sqs.QueuePolicyArgs>({
    replaceOn: ["queueUrl"],
    id: ({ inputs }) => String(inputs.queueUrl),
    references: { queueUrl: { type: "aws:sqs/queue:Queue", by: "url" } },
    refuse: ({ inputs }) => policyProblems("policy", inputs.policy),
    outputs: {},
    // The provider waits until SQS gives the new policy back.
    seconds: { create: 26, delete: 26 },
  }),
};
