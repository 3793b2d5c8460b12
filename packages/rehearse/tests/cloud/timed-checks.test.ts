/** The time that AWS's schemas, offers and rules add is measured on the checks themselves. */
import { timedChecks } from "../../bench/timed-checks";
import { newCloud } from "../../cloud";

test("timed checks refuse what the built-in checks refuse, and their time is counted", async () => {
  const timed = timedChecks();
  const cloud = newCloud({ types: [timed.types] });
  const create = (inputs: Readonly<Record<string, unknown>>) =>
    cloud.create("aws:sqs/queue:Queue", "orders", { name: "orders", ...inputs });
  expect(timed.seconds()).toBe(0);
  await expect(create({ delaySeconds: 901 })).rejects.toThrow("delaySeconds is 901; 0 to 900 are allowed");
  await expect(create({ contentBasedDeduplication: true })).rejects.toThrow("only a FIFO queue has it");
  const seconds = timed.seconds();
  expect(seconds).toBeGreaterThan(0);
  await create({});
  expect(timed.seconds()).toBeGreaterThan(seconds);
});
