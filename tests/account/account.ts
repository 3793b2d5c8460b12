/** An AWS account for bootstrap: the simulated cloud, and moto for the requests of the engine itself. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { newCloud } from "@groundwork/rehearse/cloud";
import type { Cloud } from "@groundwork/rehearse/cloud/cloud";
import { serve } from "@groundwork/rehearse/cloud/server";
import type { Engine } from "@groundwork/rehearse/engine";
import { clients, createKey } from "@groundwork/testbed/moto/backend";
import type { Moto } from "@groundwork/testbed/moto/server";
import { parseDocument } from "yaml";
import { runGroundwork, shellWith, startGroundwork, typeAnswer } from "../index/state/engine";
import { testProject } from "../project/test-project";

const PROJECT = join(testProject, "account", "Pulumi.yaml");

/**
 * Buckets and aliases that the simulated cloud creates are also created in moto, where the engine's backend uses
 * them. Their policies are not: moto denies what a Deny statement names without evaluating its conditions.
 * policies.test.ts evaluates those with a better evaluator.
 */
export function mirrorInto(moto: Moto, cloud: Cloud): void {
  const { s3, kms } = clients(moto);
  cloud.after = async ({ kind, type, name }) => {
    if (kind !== "create") return;
    const inputs = cloud.list(type).find((each) => each.name === name)?.inputs ?? {};
    const Bucket = String(inputs.bucket);
    if (type === "aws:s3/bucket:Bucket") await s3.send(new CreateBucketCommand({ Bucket }));
    if (type === "aws:s3/bucketVersioning:BucketVersioning") {
      const VersioningConfiguration = { Status: "Enabled" } as const;
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    }
    if (type === "aws:kms/alias:Alias") await createKey(kms, String(inputs.name));
  };
}

/** Opens an empty account and a folder for bootstrap's settings. */
export async function openAccount(moto: Moto, engine: Engine) {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-bootstrap-"));
  const [project, home] = ["project", "home"].map((name) => join(folder, name));
  const at = project ?? folder;
  for (const each of [at, home ?? folder]) mkdirSync(each);
  copyFileSync(PROJECT, join(at, "Pulumi.yaml"));
  const cloud = newCloud();
  mirrorInto(moto, cloud);
  const server = await serve(cloud);
  const env = shellWith(engine, {
    ...moto.env,
    PULUMI_HOME: home ?? folder,
    PULUMI_DEBUG_PROVIDERS: server.debugProviders,
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  });
  const args = [
    "--folder",
    at,
    "--yes",
    ...["--account", "111122223333", "--region", "us-east-1"],
    ...["--repository", "octo-org/garden", "--alarm-address", "money@example.com"],
  ];
  return {
    cloud,
    folder: at,
    env,
    args,
    /** True while the first, local state exists. */
    hasLocalState: () => existsSync(join(at, ".local-state")),
    stackFile: () => readFileSync(join(at, "Pulumi.main.yaml"), "utf8"),
    /** Changes a setting, as a user does in an editor. */
    edit: (key: string, value: string) => {
      const file = join(at, "Pulumi.main.yaml");
      const document = parseDocument(existsSync(file) ? readFileSync(file, "utf8") : "config: {}\n");
      document.setIn(["config", `groundwork-bootstrap:${key}`], value);
      writeFileSync(file, document.toString());
    },
    bootstrap: (changes: NodeJS.ProcessEnv = {}, given: readonly string[] = args) =>
      runGroundwork(["bootstrap", ...given], { env: { ...env, ...changes } }),
    /** Starts bootstrap in a terminal, without values, and types the answer to its first question. */
    answerBootstrap: (question: RegExp, answer: string) =>
      typeAnswer(["bootstrap", "--folder", at], { env }, { question, answer }),
    startBootstrap: () => startGroundwork(["bootstrap", ...args], { env }),
    close: () => {
      server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
