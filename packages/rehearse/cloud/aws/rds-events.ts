import type * as aws from "@pulumi/aws";
import { defineType, type Plain } from "../resource-type";
import { accountId, arn, tagsAll } from "./common";
import { instanceType } from "./rds-refusals";
import { topic } from "./sns";

/** Categories of a DB instance's events. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html */
const INSTANCE_EVENTS = [
  ...["availability", "backup", "configuration change", "creation", "deletion", "failover", "failure"],
  ...["low storage", "maintenance", "notification", "read replica", "recovery", "restoration"],
  ...["security", "security patching"],
];

/** Why RDS refuses a subscription to events. */
function eventProblems(inputs: Plain<aws.rds.EventSubscriptionArgs>): string[] {
  const { sourceType, sourceIds = [], eventCategories = [] } = inputs;
  const unknown = eventCategories.filter((category) => !INSTANCE_EVENTS.includes(category));
  return [
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateEventSubscription.html
    ...(sourceIds.length > 0 && sourceType === undefined ? ["sourceIds needs a sourceType"] : []),
    ...(sourceType === "db-instance"
      ? unknown.map((category) => `SubscriptionCategoryNotFound: eventCategories has ${category}`)
      : []),
  ];
}

export const resources = {
  "aws:rds/eventSubscription:EventSubscription": defineType<
    aws.rds.EventSubscription,
    aws.rds.EventSubscriptionArgs
  >({
    autoName: { property: "name", maxLength: 255 },
    unique: ["name"],
    replaceOn: ["name"],
    importId: ({ name }) => name,
    references: {
      snsTopic: topic,
      "sourceIds[]": { type: instanceType, by: "identifier" },
    },
    refuse: ({ inputs }) => eventProblems(inputs),
    outputs: { arn: arn("rds", ({ inputs }) => `es:${inputs.name}`), customerAwsId: accountId, tagsAll },
    summary: ["eventCategories"],
    seconds: { create: 10, delete: 5 },
    price: { partOf: topic.type },
    after: [
      {
        first: ["aws:sns/topicPolicy:TopicPolicy"],
        because: "RDS rejects a topic to which it cannot publish (SNSNoAuthorization)",
        source: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateEventSubscription.html",
      },
    ],
  }),
};
