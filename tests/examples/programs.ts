/** The whole programs in examples/. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { newCloud } from "@groundwork/rehearse/cloud";
import { type Evaluation, evaluate } from "@groundwork/rehearse/cloud/evaluation";
import type { Existing } from "@groundwork/rehearse/cloud/existing";
import type { RehearseConfig } from "@groundwork/rehearse/project/config";
import { readStackConfig } from "@groundwork/rehearse/project/files";
import { repository } from "../project/test-project";

const folder = join(repository, "examples");

/** Names of the examples that are programs: orders is a change of the platform. */
export const programs: readonly string[] = readdirSync(folder).filter((name) =>
  existsSync(join(folder, name, "Pulumi.yaml")),
);

export const folderOf = (name: string) => join(folder, name);

/** The configuration of an example, as the tools load it. */
export const configOf = (name: string): RehearseConfig & { readonly existing?: Existing } =>
  require(join(folder, name, "rehearse.config.ts")).default;

/** Evaluates an example without an engine. */
export function evaluateExample(name: string): Promise<Evaluation> {
  const { program, existing } = configOf(name);
  const { config } = readStackConfig(folderOf(name), "dev");
  return evaluate({ program, cloud: newCloud({ existing }), project: name, stack: "dev", config });
}
