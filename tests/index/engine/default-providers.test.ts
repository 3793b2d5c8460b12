/** A stack without settings of its own, as `pulumi stack init` creates it, uses no default provider: Pulumi.yaml disables them. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newCloud } from "@groundwork/rehearse/cloud";
import { operate } from "@groundwork/rehearse/lifecycle/operations";
import { openStack } from "@groundwork/rehearse/lifecycle/workspace";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { engine } from "@groundwork/testbed/engine";
import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import type { PulumiFn } from "@pulumi/pulumi/automation";

jest.setTimeout(300_000);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-providers-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Previews a program in a new stack with the project's Pulumi.yaml. */
async function preview(program: PulumiFn): Promise<number> {
  copyFileSync(join(projectFolder, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  writeFileSync(join(folder, "Pulumi.staging.yaml"), "config: {}\n");
  const { command } = await engine();
  const opened = await openStack({ engine: command, folder, stack: "staging", cloud: newCloud(), program });
  try {
    return (await operate(opened.stack, "preview")).changes.length;
  } finally {
    opened.close();
  }
}

test("a resource of AWS without a provider is rejected", async () => {
  const program = async () => void new aws.sqs.Queue("orders");
  await expect(preview(program)).rejects.toThrow(/Default provider for 'aws' disabled/);
});

test("a resource of Kubernetes without a provider is rejected", async () => {
  const program = async () => void new kubernetes.core.v1.Namespace("orders");
  await expect(preview(program)).rejects.toThrow(/Default provider for 'kubernetes' disabled/);
});

test("a resource with a provider is accepted", async () => {
  const program = async () => {
    const provider = new aws.Provider("aws", { region: "us-east-1" });
    new aws.sqs.Queue("orders", {}, { provider });
  };
  expect(await preview(program)).toBeGreaterThan(0);
});
