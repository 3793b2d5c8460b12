import type * as aws from "@pulumi/aws";
import { used } from "../billing";
import { defineType } from "../resource-type";
import { arn, empty, tagsAll } from "./common";
import { policyProblems } from "./iam";
import { key } from "./kms";

export const resources = {
  "aws:sqs/queue:Queue": defineType<aws.sqs.Queue, aws.sqs.QueueArgs>({
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
    price: () => [used("SQS requests", 0.001)],
  }),

  "aws:sqs/queuePolicy:QueuePolicy": defineType<aws.sqs.QueuePolicy, aws.sqs.QueuePolicyArgs>({
    replaceOn: ["queueUrl"],
    importId: ({ queueUrl }) => queueUrl,
    references: { queueUrl: { type: "aws:sqs/queue:Queue", by: "url" } },
    refuse: ({ inputs }) => policyProblems("policy", inputs.policy),
    outputs: {},
    // The provider waits until SQS returns the new policy.
    seconds: { create: 26, delete: 26 },
    price: { partOf: "aws:sqs/queue:Queue" },
  }),
};
