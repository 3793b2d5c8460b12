import type * as aws from "@pulumi/aws";
import { behaves, type Reference } from "../behaviour";
import { accountId, arn, empty, tagsAll } from "./common";
import { policyProblems } from "./iam";
import { key } from "./kms";

/** A topic by its ARN. AWS deletes its subscriptions with it. */
export const topic: Reference = { type: "aws:sns/topic:Topic", by: "arn" };

export const resources = {
  "aws:sns/topic:Topic": behaves<aws.sns.Topic, aws.sns.TopicArgs>({
    autoName: { property: "name", maxLength: 256 },
    unique: ["name"],
    replaceOn: ["name", "fifoTopic"],
    references: { kmsMasterKeyId: key },
    defaults: { policy: empty },
    outputs: {
      arn: arn("sns", ({ inputs }) => String(inputs.name)),
      beginningArchiveTime: empty,
      owner: accountId,
      tagsAll,
    },
    seconds: { create: 2, delete: 1 },
  }),

  "aws:sns/topicPolicy:TopicPolicy": behaves<aws.sns.TopicPolicy, aws.sns.TopicPolicyArgs>({
    replaceOn: ["arn"],
    references: { arn: topic },
    refuse: ({ inputs }) => policyProblems("policy", inputs.policy),
    outputs: { owner: accountId },
    seconds: { create: 1, delete: 1 },
  }),

  "aws:sns/topicSubscription:TopicSubscription": behaves<
    aws.sns.TopicSubscription,
    aws.sns.TopicSubscriptionArgs
  >({
    replaceOn: ["topic", "protocol", "endpoint"],
    references: { topic },
    outputs: {
      arn: arn("sns", ({ id }) => id),
      confirmationWasAuthenticated: () => false,
      ownerId: accountId,
      // Until somebody follows the link in the message.
      pendingConfirmation: ({ inputs }) => inputs.protocol === "email",
    },
    seconds: { create: 1, delete: 1 },
  }),
};
