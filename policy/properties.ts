/** Reads properties of resources, some of which are missing or not known yet. */
import { runtime } from "@pulumi/pulumi";

export type Properties = Readonly<Record<string, unknown>>;

/** A value that is set but not known in a preview. It becomes known during the update. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/**
 * Converts properties to plain values, with UNKNOWN for unknown values.
 *
 * The policy SDK throws when a policy reads an unknown value, which would hide all other violations of the resource. This
 * function catches the error for each value.
 */
export function plain(properties: object): Properties {
  return Object.fromEntries(
    Object.keys(properties).map((key) => [key, toPlainValue(() => Reflect.get(properties, key))]),
  );
}

function toPlainValue(read: () => unknown): unknown {
  let value: unknown;
  try {
    value = read();
  } catch {
    return UNKNOWN;
  }
  if (value === runtime.unknownValue) return UNKNOWN;
  if (Array.isArray(value)) return Array.from(value.keys(), (at) => toPlainValue(() => value[at]));
  return typeof value === "object" && value !== null ? plain(value) : value;
}

/** Whether a value is a map of properties. */
export function isProperties(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the value at a path such as `spec.template.spec`: undefined if it is missing, UNKNOWN if part of the path is. */
export function getValue(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, key) => {
    if (inner === UNKNOWN) return UNKNOWN;
    return isProperties(inner) ? (inner[key] ?? undefined) : undefined;
  }, value);
}

/** Returns the list at a path: a single value becomes a list of one, as in IAM; a missing value an empty list. */
export function getList(value: unknown, path: string): readonly unknown[] {
  const found = getValue(value, path);
  return found === undefined ? [] : [found].flat();
}

/** Returns the number at a path: NaN if it is missing or unknown. */
export function getNumber(value: unknown, path: string): number {
  const found = getValue(value, path);
  return found === undefined || found === UNKNOWN ? Number.NaN : Number(found);
}

/** Whether a value at a path is set. Unknown values are set; empty strings are not. */
export function isSet(value: unknown, path: string): boolean {
  const found = getValue(value, path);
  return found !== undefined && found !== "";
}

/** Whether a value equals the expected one, or is unknown and may equal it. The AWS provider accepts "true" for true. */
export function mayEqual(value: unknown, expected: string | number | boolean): boolean {
  return value === UNKNOWN || String(value) === String(expected);
}
