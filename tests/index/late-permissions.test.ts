/** A first `up` passes although permissions take effect late, without a second attempt. */
import { newCloud } from "@groundwork/rehearse/cloud";
import { clockOf } from "@groundwork/rehearse/timing/clock";
import { evaluated } from "../evaluated";

test.each(["dev", "prod"])("%s is created in one attempt", async (stack) => {
  const cloud = newCloud();
  cloud.clock = clockOf(await evaluated(stack));
  const { resources } = await evaluated(stack, { cloud });
  expect(resources.length).toBeGreaterThan(150);
});
