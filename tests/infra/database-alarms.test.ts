import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import fc from "fast-check";
import { databaseAlarms } from "../../infra/database-alarms";
import { all, evaluated, one, statements } from "../evaluated";

const GiB = 1024 ** 3;
const storageAlarm = (storageGib: number) =>
  databaseAlarms(storageGib).find(({ metricName }) => metricName === "FreeStorageSpace");

let dev: Evaluation;
let prod: Evaluation;
beforeAll(async () => {
  dev = await evaluated("dev");
  prod = await evaluated("prod");
});

/**
 * A database that fills at a constant rate, with the rules of RDS: it extends the storage when at most 10 % have been free for five
 * minutes, by 10 GiB or 10 %, once in six hours, up to the maximum.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
 */
function fill({
  storageGib,
  maxStorageGib,
  gibPerHour,
}: Record<"storageGib" | "maxStorageGib" | "gibPerHour", number>) {
  const alarm = storageAlarm(storageGib);
  if (!alarm) throw new Error("there is no alarm on FreeStorageSpace");
  let [allocated, used, sinceGrowth, low, breaching] = [storageGib, 0, 6 * 60, 0, 0];
  for (;;) {
    used += gibPerHour / 12;
    sinceGrowth += 5;
    const free = allocated - used;
    if (free <= 0) return { fired: false, allocated, free };
    breaching = free * GiB < alarm.threshold ? breaching + 1 : 0;
    if (breaching === alarm.evaluationPeriods) return { fired: true, allocated, free };
    low = free <= allocated / 10 ? low + 5 : 0;
    if (low >= 5 && sinceGrowth >= 6 * 60 && allocated < maxStorageGib) {
      allocated = Math.min(maxStorageGib, allocated + Math.max(10, allocated / 10));
      [sinceGrowth, low] = [0, 0];
    }
  }
}

test("the storage alarm does not fire while RDS extends the storage, and fires before the disk is full", () => {
  expect(storageAlarm(20)?.period).toBe(300);
  const sizes = fc.tuple(fc.integer({ min: 20, max: 5000 }), fc.integer({ min: 110, max: 1000 }));
  fc.assert(
    fc.property(sizes, fc.double({ min: 0.02, max: 1, noNaN: true }), ([storageGib, percent], share) => {
      const maxStorageGib = Math.ceil((storageGib * percent) / 100);
      // At most 5 % of the initial storage in six hours: a volume that fills faster needs more initial storage.
      const gibPerHour = (storageGib * 0.05 * share) / 6;
      const { fired, allocated, free } = fill({ storageGib, maxStorageGib, gibPerHour });
      expect({ fired, allocated }).toEqual({ fired: true, allocated: maxStorageGib });
      expect(free).toBeGreaterThan(0);
    }),
  );
});

test("dev and prod have an alarm for each instance, below the share at which autoscaling begins", () => {
  for (const [evaluation, storageGib, instances] of [[dev, 20, 2] as const, [prod, 100, 4] as const]) {
    const alarms = all(evaluation, "aws:cloudwatch/metricAlarm:MetricAlarm").filter(
      ({ inputs }) => inputs.metricName === "FreeStorageSpace",
    );
    expect(alarms).toHaveLength(instances);
    for (const { inputs } of alarms) expect(Number(inputs.threshold)).toBeLessThan((storageGib / 10) * GiB);
  }
});

test("what RDS reports about each instance is sent to the topic for alerts, except that autoscaling begins", () => {
  for (const evaluation of [dev, prod]) {
    const { inputs } = one(evaluation, "aws:rds/eventSubscription:EventSubscription");
    const instances = all(evaluation, "aws:rds/instance:Instance").map(({ outputs }) => outputs.identifier);
    expect(inputs).toMatchObject({ sourceType: "db-instance", eventCategories: ["failure"] });
    expect([inputs.sourceIds].flat().sort()).toEqual(instances.sort());
    const topic = one(evaluation, "aws:sns/topic:Topic", "alerting");
    expect(inputs.snsTopic).toBe(topic.outputs.arn);
    const policy = statements(one(evaluation, "aws:sns/topicPolicy:TopicPolicy", "alerting").inputs.policy);
    expect(policy).toContainEqual(
      expect.objectContaining({
        Effect: "Allow",
        Principal: { Service: "events.rds.amazonaws.com" },
        Action: ["sns:Publish"],
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      }),
    );
    // RDS needs the topic's key as well. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    const key = statements(one(evaluation, "aws:kms/key:Key", "alerting").inputs.policy);
    expect(key.map(({ Principal }) => Principal)).toContainEqual({ Service: "events.rds.amazonaws.com" });
  }
});
