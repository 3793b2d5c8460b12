import type * as aws from "@pulumi/aws";
import { used } from "../billing";
import { defineType } from "../resource-type";
import { arn, dnsSuffix, empty, ownId, tagsAll } from "./common";
import { policyProblems, textOf } from "./iam";
import { key } from "./kms";

export const resources = {
  "aws:sqs/queue:Queue": defineType<aws.sqs.Queue, aws.sqs.QueueArgs>({
    autoName: { property: "name", maxLength: 80 },
    unique: ["name"],
    replaceOn: ["name", "fifoQueue"],
    references: { kmsMasterKeyId: key },
    id: ({ inputs, cloud }) =>
      `https://sqs.${cloud.account.region}.${dnsSuffix(cloud)}/${cloud.account.id}/${inputs.name}`,
    refuse: ({ inputs }) =>
      inputs.sqsManagedSseEnabled && inputs.kmsMasterKeyId
        ? ["a queue has one kind of encryption: sqsManagedSseEnabled or kmsMasterKeyId"]
        : [],
    defaults: { policy: empty, redriveAllowPolicy: empty },
    outputs: {
      arn: arn("sqs", ({ inputs }) => String(inputs.name)),
      tagsAll,
      url: ownId,
    },
    seconds: { create: 26, delete: 1 },
    price: () => [used("SQS requests", 0.001)],
  }),

  "aws:sqs/queuePolicy:QueuePolicy": defineType<aws.sqs.QueuePolicy, aws.sqs.QueuePolicyArgs>({
    replaceOn: ["queueUrl"],
    importId: ({ queueUrl }) => queueUrl,
    references: { queueUrl: { type: "aws:sqs/queue:Queue", by: "url" } },
    refuse: ({ inputs }) => {
      const problems = policyProblems("policy", inputs.policy);
      if (problems.length > 0) return problems;
      const statements = [JSON.parse(textOf(inputs.policy)).Statement].flat().length;
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
      return statements > 20 ? [`policy has ${statements} statements, 20 are allowed`] : [];
    },
    outputs: {},
    // The provider waits until SQS returns the new policy.
    seconds: { create: 26, delete: 26 },
    price: { partOf: "aws:sqs/queue:Queue" },
    after: [
      {
        first: ["aws:lambda/permission:Permission"],
        because:
          "S3 sees the Permission while the provider waits for this policy, before it creates the notification",
        source: "https://github.com/hashicorp/terraform-provider-aws/issues/19088",
      },
    ],
  }),
};
