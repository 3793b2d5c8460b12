import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { parseDocument } from "yaml";
import { Explained } from "../errors/explained";
import { editYaml } from "./edit-yaml";
import { projectName } from "./files";

/** Settings by key without the namespace, as in Pulumi.STACK.yaml. Undefined removes the key. */
export type ChangedSettings = Readonly<Record<string, unknown>>;

/** The file that the engine reads a stack's settings from. */
export function settingsFile(stack: Stack): string {
  return join(stack.workspace.workDir, `Pulumi.${stack.name}.yaml`);
}

/**
 * Changes settings in the stack's file. The rest of the file keeps its formatting.
 *
 * @param to the file that is written, if the stack's file is not to change
 */
export function changeSettings(file: string, settings: ChangedSettings, to = file): void {
  const project = projectName(dirname(file));
  const before = readFileSync(file, "utf8");
  const after = Object.entries(settings).reduce(
    (text, [key, value]) => editYaml(text, ["config", `${project}:${key}`], value),
    before,
  );
  writeFileSync(to, after);
}

/** The settings in a stack's file, by key without the namespace. Throws an Explained if the file does not exist. */
export function settingsOf(folder: string, stack: string): ChangedSettings {
  const file = join(folder, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) throw new Explained(`There is no Pulumi.${stack}.yaml.`);
  // The removal of the last setting leaves an empty `config:`, which is null.
  const { config }: { config?: Record<string, unknown> | null } =
    parseDocument(readFileSync(file, "utf8")).toJS() ?? {};
  const namespace = `${projectName(folder)}:`;
  const own = Object.entries(config ?? {}).filter(([key]) => key.startsWith(namespace));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(namespace.length), value]));
}
