/** A data source that is refused ends the operation of the real engine, which would otherwise wait for ever. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engine } from "@groundwork/testbed/engine";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { newCloud } from "../../cloud";
import { operate } from "../../lifecycle/operations";
import { openStack } from "../../lifecycle/workspace";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "refused-"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: orchard\nruntime: nodejs\n");
  writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: {}\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The second resource waits for the first, whose input has no value. */
async function program(): Promise<void> {
  const provider = new aws.Provider("aws", { region: "us-east-1" });
  const found = pulumi.runtime.invokeOutput("aws:ec2/getNothing:getNothing", {}, { provider });
  const name = found.apply((result: unknown) => String(Object(result).name));
  const { id: bucket } = new aws.s3.Bucket("b", { bucket: name }, { provider });
  const versioningConfiguration = { status: "Enabled" };
  new aws.s3.BucketVersioning("b", { bucket, versioningConfiguration }, { provider });
}

test.each(["preview", "up"] as const)("%s ends with the message of the refusal", async (operation) => {
  const { command } = await engine();
  const opened = await openStack({ engine: command, folder, stack: "dev", cloud: newCloud(), program });
  try {
    await expect(operate(opened.stack, operation)).rejects.toThrow(
      /failed:[\s\S]*does not know the function aws:ec2\/getNothing:getNothing/,
    );
  } finally {
    opened.close();
  }
});
