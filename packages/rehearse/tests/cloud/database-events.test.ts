import { newCloud } from "../../cloud";
import type { Properties } from "../../cloud/resource-type";
import { instanceInputs } from "./database";

const type = "aws:rds/eventSubscription:EventSubscription";

/** Subscribes a topic to the events of a database. */
async function subscribe(inputs: Properties) {
  const cloud = newCloud();
  await cloud.create("aws:rds/instance:Instance", "primary", instanceInputs);
  const topic = await cloud.create("aws:sns/topic:Topic", "alerts", { name: "alerts" });
  return cloud.create(type, "events", { name: "events", snsTopic: topic.outputs.arn, ...inputs });
}

test("a topic can get the events of an instance, by category", async () => {
  const { outputs } = await subscribe({
    sourceType: "db-instance",
    sourceIds: ["primary"],
    eventCategories: ["failure", "low storage"],
  });
  expect(outputs.arn).toBe("arn:aws:rds:us-east-1:111122223333:es:events");
});

test.each<[string, Properties, string]>([
  [
    "an unknown category",
    { sourceType: "db-instance", eventCategories: ["full"] },
    "SubscriptionCategoryNotFound",
  ],
  [
    "an instance that does not exist",
    { sourceType: "db-instance", sourceIds: ["other"] },
    "sourceIds[] refers to other",
  ],
  ["sources without their type", { sourceIds: ["primary"] }, "sourceIds needs a sourceType"],
  [
    "a topic that does not exist",
    { snsTopic: "arn:aws:sns:us-east-1:111122223333:other" },
    "snsTopic refers to",
  ],
])("RDS rejects %s", async (_, inputs, message) => {
  await expect(subscribe(inputs)).rejects.toThrow(message);
});
