/** The policy pack in the real engine, as a rehearsal asks it. */
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

/** What the pack says in a preview, or in an up, of the stack. */
async function said(operation: "preview" | "up"): Promise<readonly string[]> {
  if (!stack) throw new Error("no stack is open");
  try {
    return (await operate(stack.stack, operation, { engine: { policyPacks: [policyPack] } })).advice;
  } catch (error) {
    if (error instanceof OperationFailed) return error.diagnostics;
    throw error;
  }
}

test("prod as it is keeps every policy, although its first preview knows few values", async () => {
  stack = await open("prod");
  expect(await said("preview")).toEqual([]);
});

/** A queue and a bucket as they are without further thought. */
const careless = async () => {
  const tags = { owner: "me", project: "groundwork", stack: "dev" };
  const provider = new aws.Provider("aws", { region: "us-east-1", defaultTags: { tags } });
  new aws.sqs.Queue("events", {}, { provider });
  new aws.s3.Bucket("photos", {}, { provider });
};

test("a preview is refused with everything that a policy forbids, of single resources and of how they go together", async () => {
  stack = await open("dev", { program: careless });
  const text = (await said("preview")).join("\n");
  for (const policy of [
    "encrypt-messages",
    "require-tls-for-messages",
    "block-public-buckets",
    "encrypt-buckets",
  ])
    expect(text).toContain(`policy ${policy}:`);
  expect(text).not.toContain("tag-resources");
});

test("an up makes nothing of what a policy over single resources forbids", async () => {
  stack = await open("dev", { program: careless });
  expect((await said("up")).join("\n")).toContain("policy encrypt-messages: ");
  expect(stack.cloud.list("aws:sqs/queue:Queue")).toEqual([]);
});

test("the exceptions in the stack's own config count, and a wrong one is told", async () => {
  stack = await open("dev", { program: careless });
  const day = new Date(Date.now() + 7 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  const exception = (policy: string) => ({
    policy,
    resource: "aws:sqs/queue:Queue::events",
    reason: "Only for this test of exceptions.",
    until: day,
  });
  stack.set({ policyExceptions: [exception("encrypt-messages"), exception("encrypt-mesages")] });
  const text = (await said("preview")).join("\n");
  expect(text).not.toContain("policy encrypt-messages:");
  expect(text).toContain("policy require-tls-for-messages:");
  expect(text).toContain("there is no policy encrypt-mesages; did you mean encrypt-messages?");
});
