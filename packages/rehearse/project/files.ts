/** Reads Pulumi.yaml and Pulumi.STACK.yaml like the engine, to run the program without an engine. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseDocument } from "yaml";
import { Explained } from "../errors/explained";

/** A stack's config as the program receives it, for `pulumi.runtime.setAllConfig(config, secretKeys)`. */
export interface StackConfig {
  /** Values by key, such as `groundwork:vpcCidr`. Lists and maps are JSON. */
  readonly config: Record<string, string>;
  /** Keys with encrypted values. Only the engine can decrypt them: here their value is "[secret]". */
  readonly secretKeys: string[];
}

/**
 * A stack's config: the values in its file, and the defaults of Pulumi.yaml for missing keys, merged like the engine does
 * (https://github.com/pulumi/pulumi/blob/master/pkg/workspace/config.go). A test compares the two.
 *
 * @throws Error if a file is missing or is not YAML, or if a key has no namespace.
 */
export function readStackConfig(folder: string, stack: string): StackConfig {
  const project = readMap(join(folder, "Pulumi.yaml"));
  const name = nameIn(project, folder);
  const merged = new Map<string, unknown>();
  for (const [key, declared] of Object.entries(mapOf(project.config))) {
    const { default: fallback, value = fallback } = isMap(declared) ? declared : { default: declared };
    if (value !== undefined) merged.set(key.includes(":") ? key : `${name}:${key}`, value);
  }
  const file = `Pulumi.${stack}.yaml`;
  for (const [key, value] of Object.entries(mapOf(readStackFile(folder, file, stack).config))) {
    if (!key.includes(":"))
      throw new Explained(`${file}: the key ${key} has no namespace; write ${name}:${key}`);
    merged.set(key.replace(/^([^:]+):config:/, "$1:"), value);
  }
  return {
    config: Object.fromEntries([...merged].map(([key, value]) => [key, textOf(value)])),
    secretKeys: [...merged].filter(([, value]) => hasSecret(value)).map(([key]) => key),
  };
}

/** The project's name in its Pulumi.yaml: the namespace of its settings, and part of every URN. */
export function projectName(folder = projectFolder): string {
  return nameIn(readMap(join(folder, "Pulumi.yaml")), folder);
}

function nameIn({ name }: Record<string, unknown>, folder: string): string {
  if (typeof name === "string" && name !== "") return name;
  throw new Explained(`${join(folder, "Pulumi.yaml")} has no name; add one, such as name: my-platform`);
}

/** The project's folder: the nearest one, from the working directory upwards, that has a rehearse.config.ts. */
export const projectFolder = findProjectFolder(process.cwd());

/** The nearest folder with a rehearse.config.ts, from `start` upwards; else with a Pulumi.yaml; else `start`. */
function findProjectFolder(start: string): string {
  const folders = [start];
  for (let at = start; dirname(at) !== at; at = dirname(at)) folders.push(dirname(at));
  const having = (file: string) => folders.find((folder) => existsSync(join(folder, file)));
  return having("rehearse.config.ts") ?? having("Pulumi.yaml") ?? start;
}

/** The stacks that have a file in the folder, by name. */
export function stacksIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

function readStackFile(folder: string, file: string, stack: string): Record<string, unknown> {
  const stacks = stacksIn(folder);
  if (stacks.includes(stack)) return readMap(join(folder, file));
  throw new Explained(
    `There is no stack ${stack} (no file ${file}); the stacks are: ${stacks.join(", ") || "none"}`,
  );
}

function readMap(path: string): Record<string, unknown> {
  const document = parseDocument(readFileSync(path, "utf8"));
  const [error] = document.errors;
  if (error) throw new Explained(`${path} is not YAML: ${error.message}`);
  return mapOf(document.toJS());
}

/** Converts a value to the text that Pulumi passes to the program. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (isSecret(value)) return SECRET;
  return typeof value === "object"
    ? JSON.stringify(value, (_, part) => (isSecret(part) ? SECRET : part))
    : String(value);
}

const SECRET = "[secret]";

function hasSecret(value: unknown): boolean {
  return (
    isSecret(value) || (typeof value === "object" && value !== null && Object.values(value).some(hasSecret))
  );
}

function isSecret(value: unknown): boolean {
  return isMap(value) && Object.keys(value).length === 1 && typeof value.secure === "string";
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapOf(value: unknown): Record<string, unknown> {
  return isMap(value) ? value : {};
}
