import type * as aws from "@pulumi/aws";
import { usage } from "../../cost/usage";
import { used } from "../billing";
import { defineType, type NewSubject, type Plain, type Reference } from "../resource-type";
import { accountId, arn, empty, ownId, tagsAll } from "./common";
import { policyProblems } from "./iam";
import { uuidOf } from "./ids";
import { key } from "./kms";

/** A topic by its ARN. AWS deletes its subscriptions with it. */
export const topic: Reference = { type: "aws:sns/topic:Topic", by: "arn", orBy: ["id"] };

export const resources = {
  "aws:sns/topic:Topic": defineType<aws.sns.Topic, aws.sns.TopicArgs>({
    autoName: { property: "name", maxLength: 256 },
    unique: ["name"],
    replaceOn: ["name", "fifoTopic"],
    references: { kmsMasterKeyId: key },
    id: arn("sns", ({ inputs }: NewSubject<Plain<aws.sns.TopicArgs>>) => String(inputs.name)),
    defaults: { policy: empty },
    outputs: {
      arn: ownId,
      beginningArchiveTime: empty,
      owner: accountId,
      tagsAll,
    },
    seconds: { create: 2, delete: 1 },
    price: () => [used("SNS messages", usage.topicMessages / 1_000_000)],
  }),

  "aws:sns/topicPolicy:TopicPolicy": defineType<aws.sns.TopicPolicy, aws.sns.TopicPolicyArgs>({
    replaceOn: ["arn"],
    importId: ({ arn: of }) => of,
    references: { arn: topic },
    refuse: ({ inputs }) => policyProblems("policy", inputs.policy),
    outputs: { owner: accountId },
    seconds: { create: 1, delete: 1 },
    price: { partOf: topic.type },
  }),

  "aws:sns/topicSubscription:TopicSubscription": defineType<
    aws.sns.TopicSubscription,
    aws.sns.TopicSubscriptionArgs
  >({
    replaceOn: ["topic", "protocol", "endpoint"],
    references: { topic },
    id: ({ inputs, hex }) => `${inputs.topic}:${uuidOf(hex(64))}`,
    outputs: {
      arn: ownId,
      confirmationWasAuthenticated: () => false,
      ownerId: accountId,
      // Pending until the recipient confirms the subscription.
      pendingConfirmation: ({ inputs }) => inputs.protocol === "email",
    },
    seconds: { create: 1, delete: 1 },
    price: { partOf: topic.type },
  }),
};
