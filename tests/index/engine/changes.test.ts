/** Manual changes in the cloud, and secrets in the state. For changed settings, see tests/index/upgrades. */
import { readFileSync } from "node:fs";
import { open, summary, type TestStack } from "./engine";

const instanceType = "aws:rds/instance:Instance";
let dev: TestStack;

beforeAll(async () => {
  dev = await open("dev");
  await dev.run("up");
});
afterAll(() => dev?.close());

test("a refresh finds manual changes and deletions, and the next up repairs them", async () => {
  const [policy] = dev.cloud.list("aws:s3/bucketPolicy:BucketPolicy");
  const [primary] = dev.cloud.list(instanceType).filter(({ name }) => name.endsWith("primary"));
  dev.cloud.tamper("aws:s3/bucketPolicy:BucketPolicy", policy?.id ?? "", "delete");
  dev.cloud.tamper(instanceType, primary?.id ?? "", { publiclyAccessible: true });
  const drift = summary(await dev.run("refresh"));
  expect(drift).toEqual([
    "delete photos (aws:s3/bucketPolicy:BucketPolicy)",
    `update database-primary (${instanceType})`,
  ]);
  expect(summary(await dev.run("up"))).toEqual([
    "create photos (aws:s3/bucketPolicy:BucketPolicy)",
    `update database-primary (${instanceType})`,
  ]);
  expect(dev.cloud.find(instanceType, primary?.id ?? "")?.outputs.publiclyAccessible).toBe(false);
});

test("the state file does not contain the password in plain text", () => {
  const state = readFileSync(dev.stateFile, "utf8");
  const [primary] = dev.cloud.list(instanceType).filter(({ name }) => name.endsWith("primary"));
  expect(String(primary?.inputs.password)).toHaveLength(40);
  expect(state).toContain("database-primary");
  expect(state).not.toContain(String(primary?.inputs.password));
});
