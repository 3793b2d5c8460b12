/** Values of a resource in the events of the engine: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go */

import { isDeepStrictEqual } from "node:util";
import { knownTypes } from "@groundwork/rehearse/cloud";
import type { Registry } from "@groundwork/rehearse/cloud/registry";

/** Marks an object that represents a special value. The value of this key is the kind. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
/** Represents a value that is not known before the resource exists. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** One side of a difference, without secrets. */
export interface Shown {
  /** The value is secret, contains a secret or is part of a secret. Then there is no text. */
  readonly secret: boolean;
  /** The value as text; undefined if there is no value. */
  readonly text: string | undefined;
}

/** How many characters of a value are shown, and how many before the first difference. */
const limit = 120;
const lead = 20;

/**
 * The value at a path of a resource's properties, without secrets. Properties that always hold secrets are never shown,
 * even if the program does not mark them.
 *
 * @param types the registry of resource types. Default: the built-in types
 */
export function shownAt(
  type: string,
  properties: unknown,
  path: string,
  types: Registry = knownTypes,
): Shown {
  const steps = stepsOf(path);
  if (steps[0] !== undefined && types.secretsOf(type).includes(steps[0])) return hidden;
  let value = properties;
  for (const step of steps) {
    if (isSecret(value)) return hidden;
    value = partOf(value, step);
  }
  if (holdsSecret(value)) return hidden;
  return { secret: false, text: value === undefined ? undefined : textOf(value) };
}

/** Shortens two texts to the part that differs: long texts start shortly before the first difference. */
export function shortened(
  before: string | undefined,
  after: string | undefined,
): readonly (string | undefined)[] {
  const longest = Math.max(before?.length ?? 0, after?.length ?? 0);
  let same = 0;
  while (before !== undefined && same < before.length && before[same] === after?.[same]) same += 1;
  const start = longest > limit && same > lead * 2 ? same - lead : 0;
  const short = (text: string | undefined) => {
    if (text === undefined || (start === 0 && text.length <= limit)) return text;
    const end = start + limit;
    return `${start > 0 ? "…" : ""}${text.slice(start, end)}${text.length > end ? "…" : ""}`;
  };
  return [short(before), short(after)];
}

/**
 * The paths below a path at which two values differ, because providers often report only that `spec` differs. Returns
 * the path itself if there are more than `most`.
 */
export function differingPaths(before: unknown, after: unknown, path: string, most = 30): readonly string[] {
  const found = [...leaves(valueAt(before, path), valueAt(after, path), path)];
  return found.length === 0 || found.length > most ? [path] : found;
}

function* leaves(before: unknown, after: unknown, path: string): Generator<string> {
  if (isRecord(before) && isRecord(after) && !isSecret(before) && !isSecret(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const step = /^[A-Za-z_][\w-]*$/.test(key) ? `.${key}` : `["${key.replaceAll(/["\\]/g, "\\$&")}"]`;
      yield* leaves(before[key], after[key], `${path}${step}`);
    }
  } else if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    for (const [index, each] of before.entries()) yield* leaves(each, after[index], `${path}[${index}]`);
  } else if (isSecret(before) || !isDeepStrictEqual(before, after)) {
    // Two secrets cannot be compared here: both have the same placeholder.
    yield path;
  }
}

function valueAt(properties: unknown, path: string): unknown {
  let value = properties;
  for (const step of stepsOf(path)) value = isSecret(value) ? undefined : partOf(value, step);
  return value;
}

function partOf(value: unknown, step: string): unknown {
  if (!isRecord(value) && !Array.isArray(value)) return undefined;
  return Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
}

/** The steps of a path such as `spec.containers[0].env["a.b"]`: names, positions, and quoted names. */
export function stepsOf(path: string): readonly string[] {
  const steps: string[] = [];
  for (const [, quoted, index, name] of path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g)) {
    steps.push(quoted?.replace(/\\(.)/g, "$1") ?? index ?? name ?? "");
  }
  return steps;
}

const hidden: Shown = { secret: true, text: undefined };

function textOf(value: unknown): string {
  if (value === unknown) return "(known afterwards)";
  return typeof value === "string"
    ? value
    : JSON.stringify(value, (_, part) => (part === unknown ? "(known afterwards)" : part));
}

/** Whether a value or a part of it is secret. */
export function holdsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isRecord(value) && Object.values(value).some(holdsSecret);
}

function isSecret(value: unknown): boolean {
  return isRecord(value) && value[signatureKey] === secretSignature;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
