/** The policy pack in the real engine, as a rehearsal runs it. */
import { join } from "node:path";
import { OperationFailed, operate } from "@groundwork/rehearse/lifecycle/operations";
import { projectFolder } from "@groundwork/rehearse/project/files";
import * as aws from "@pulumi/aws";
import { open, type TestStack } from "./engine";

const policyPack = join(projectFolder, "policy");
let stack: TestStack | undefined;
afterEach(() => {
  stack?.close();
  stack = undefined;
});

/** The results of the pack for the stack, in a preview or an up. */
async function violations(operation: "preview" | "up"): Promise<readonly string[]> {
  if (!stack) throw new Error("no stack is open");
  try {
    return (await operate(stack.stack, operation, { engine: { policyPacks: [policyPack] } })).advice;
  } catch (error) {
    if (error instanceof OperationFailed) return error.diagnostics;
    throw error;
  }
}

test("prod complies with every policy, although its first preview knows few values", async () => {
  stack = await open("prod");
  expect(await violations("preview")).toEqual([]);
});

/** A queue and a bucket with default settings. */
const withoutEncryption = async () => {
  const tags = { owner: "me", project: "groundwork", stack: "dev" };
  const provider = new aws.Provider("aws", { region: "us-east-1", defaultTags: { tags } });
  new aws.sqs.Queue("events", {}, { provider });
  new aws.s3.Bucket("photos", {}, { provider });
};

test("a preview is rejected with all violations, of single resources and of several resources together", async () => {
  stack = await open("dev", { program: withoutEncryption });
  const text = (await violations("preview")).join("\n");
  for (const policy of [
    "encrypt-messages",
    "require-tls-for-messages",
    "block-public-buckets",
    "encrypt-buckets",
  ])
    expect(text).toContain(`policy ${policy}:`);
  expect(text).not.toContain("tag-resources");
});

test("an up creates no resource that violates a policy over single resources", async () => {
  stack = await open("dev", { program: withoutEncryption });
  expect((await violations("up")).join("\n")).toContain("policy encrypt-messages: ");
  expect(stack.cloud.list("aws:sqs/queue:Queue")).toEqual([]);
});

test("exceptions in the stack's config apply, and an invalid one is reported", async () => {
  stack = await open("dev", { program: withoutEncryption });
  const day = new Date(Date.now() + 7 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  const exception = (policy: string) => ({
    policy,
    resource: "aws:sqs/queue:Queue::events",
    reason: "Only for this test of exceptions.",
    until: day,
  });
  stack.set({ policyExceptions: [exception("encrypt-messages"), exception("encrypt-mesages")] });
  const text = (await violations("preview")).join("\n");
  expect(text).not.toContain("policy encrypt-messages:");
  expect(text).toContain("policy require-tls-for-messages:");
  expect(text).toContain("there is no policy encrypt-mesages; did you mean encrypt-messages?");
});
