/** A preview must not know more than the real provider's preview, and must not lose values that the real one knows. */
import { newCloud } from "../../cloud";
import type { Cloud } from "../../cloud/cloud";
import { instanceInputs as inputs } from "./database";

const instanceType = "aws:rds/instance:Instance";
let cloud: Cloud;
beforeEach(() => {
  cloud = newCloud();
});

test("before a creation, values from the cloud are unknown and values from the program are known", () => {
  const open = cloud.unknownAtCreation(instanceType, inputs);
  expect(open).toEqual(expect.arrayContaining(["address", "arn", "endpoint", "availabilityZone", "status"]));
  for (const given of Object.keys(inputs)) expect(open).not.toContain(given);
});

test("before an update, computed values stay known, except those that the update can change", async () => {
  const { outputs, inputs: earlier } = await cloud.create(instanceType, "primary", inputs);
  const changed = { ...inputs, instanceClass: "db.t4g.large" };
  const expected = cloud.previewUpdate(instanceType, outputs, earlier, changed);
  expect(expected).toMatchObject({
    instanceClass: "db.t4g.large",
    address: outputs.address,
    arn: outputs.arn,
    availabilityZone: outputs.availabilityZone,
    engineVersionActual: undefined,
  });
});

test("an input that the program removes is not in the previewed state", async () => {
  const { outputs, inputs: earlier } = await cloud.create(instanceType, "primary", {
    ...inputs,
    multiAz: true,
  });
  expect(cloud.previewUpdate(instanceType, outputs, earlier, inputs)).not.toHaveProperty("multiAz");
});

test("an update keeps what the cloud computed at creation", async () => {
  const { id, outputs } = await cloud.create(instanceType, "primary", inputs);
  const updated = await cloud.update(instanceType, id, { ...inputs, instanceClass: "db.t4g.large" });
  expect(updated.outputs).toEqual({ ...outputs, instanceClass: "db.t4g.large" });
});

test("values that the cloud adds to an input are not a difference", () => {
  expect(cloud.diff(instanceType, inputs, { ...inputs, multiAz: undefined })).toEqual({
    changed: [],
    replaces: [],
  });
});

test("an input that forces a new resource is reported as such, others are not", () => {
  const changed = { ...inputs, dbName: "other", instanceClass: "db.t4g.large" };
  expect(cloud.diff(instanceType, inputs, changed)).toEqual({
    changed: ["dbName", "instanceClass"],
    replaces: ["dbName"],
  });
});

test("a generated name stays the same across updates, and differs between creations", () => {
  const first = cloud.check(instanceType, "primary", {}, { seed: "seed" });
  expect(String(first.identifier)).toMatch(/^primary-[0-9a-f]{7}$/);
  expect(
    cloud.check(instanceType, "primary", { multiAz: true }, { earlier: first, seed: "another" }),
  ).toEqual({
    ...first,
    multiAz: true,
  });
  expect(cloud.check(instanceType, "primary", {}, { seed: "another" })).not.toEqual(first);
});
