import { createHash } from "node:crypto";
import type { AutoName, Properties } from "./behaviour";
import { valueAt, withValue } from "./paths";

/** What a provider may know when it makes up a name. */
export interface Naming {
  /** The resource's inputs before; their name is kept. */
  readonly earlier?: Properties | undefined;
  /** Decides the name's suffix. */
  readonly seed?: string;
  /** The name that the engine proposes, by the project's autonaming pattern. */
  readonly proposed?: string | undefined;
}

/** The inputs with a unique name, where the type has one and the program gave none. */
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

/** An id in the style of AWS: what it is, and 17 hexadecimal digits. The number makes it unique. */
export function madeId(type: string, name: string, number: number): string {
  const prefix = type.split(":").at(-1)?.toLowerCase() ?? "resource";
  return `${prefix}-${hashOf(`${type}/${name}/${number}`, 17)}`;
}

function hashOf(text: string, digits: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}
