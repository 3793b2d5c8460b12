import { createHash } from "node:crypto";
import { valueAt, valuesAt, withValue } from "./paths";
import type { AutoName, Properties, ResourceType } from "./resource-type";

/** The arguments for generating a name. */
export interface Naming {
  /** The earlier inputs of the resource, whose name is kept. */
  readonly earlier?: Properties | undefined;
  /** Seed of the name's suffix. */
  readonly seed?: string;
  /** The name that the engine proposes, by the project's autonaming pattern. */
  readonly proposed?: string | undefined;
}

/** Adds a unique name to the inputs if the type has names and the program sets none. */
export function named(
  autoName: AutoName | undefined,
  type: string,
  name: string,
  inputs: Properties,
  { earlier = {}, seed, proposed }: Naming,
): Properties {
  if (!autoName || valueAt(inputs, autoName.property) !== undefined) return inputs;
  const source = `${type}/${name}/${seed ?? ""}${autoName.content?.(inputs) ?? ""}`;
  const fresh = `${autoName.prefix ?? ""}${proposed ?? `${name}-${hashOf(source, 7)}`}`;
  const given = valueAt(earlier, autoName.property) ?? fresh;
  return withValue(autoName.mark?.(inputs) ?? inputs, autoName.property, given);
}

/** The name that the engine proposes, by the pattern in the value of `pulumi:autonaming`; undefined without a pattern. */
export function proposedName(
  autonaming: Properties,
  { type, ...names }: Readonly<Record<"project" | "stack" | "type" | "name", string>>,
): string | undefined {
  const [pkg = ""] = type.split(":");
  const pattern = valuesAt(autonaming, `providers.${pkg}.pattern`)[0] ?? valuesAt(autonaming, "pattern")[0];
  const values: Readonly<Record<string, string>> = names;
  return pattern?.replaceAll(/\$\{(\w+)(?:\((\d+)\))?\}/g, (expression, word, digits) =>
    word === "hex" ? hashOf(`${type}/${names.name}`, Number(digits)) : (values[word] ?? expression),
  );
}

/** An id in the style of AWS: the type's name and 17 hexadecimal digits. */
export function generatedId(type: string, hex: (digits: number) => string): string {
  const prefix = type.split(":").at(-1)?.toLowerCase() ?? "resource";
  return `${prefix}-${hex(17)}`;
}

/** Hexadecimal digits of the resource with a name, up to 64. The number makes them unique. */
export function digitsOf(type: string, name: string, number: number): (digits: number) => string {
  return (digits) => hashOf(`${type}/${name}/${number}`, digits);
}

/** The import id of a resource with these inputs. Only inputs that are non-empty strings are used. */
export function importIdOf(
  importId: NonNullable<ResourceType["importId"]>,
  inputs: Properties,
  accountId: string | undefined,
  partition: string,
): string | undefined {
  const texts = Object.entries(inputs).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "",
  );
  return importId(Object.fromEntries(texts), accountId, partition);
}

/** Joins parts. Undefined if a part is missing. */
export function joined(...parts: readonly (string | undefined)[]): string | undefined {
  return parts.every((part) => part !== undefined) ? parts.join("") : undefined;
}

function hashOf(text: string, digits: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}
