/** A resource's properties, and how policies read them without being fooled by what is missing or not known yet. */
import { runtime } from "@pulumi/pulumi";

export type Properties = Readonly<Record<string, unknown>>;

/** Stands for a value that a preview cannot know. It is given, so it is not missing; what it is, only the update tells. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/**
 * Plain properties with UNKNOWN in the place of what is not known.
 *
 * The policy SDK throws where an unknown value is read, which would hide everything else that a policy has to say about
 * the resource; here it is caught value by value.
 */
export function plain(properties: object): Properties {
  return Object.fromEntries(
    Object.keys(properties).map((key) => [key, plainValue(() => Reflect.get(properties, key))]),
  );
}

function plainValue(read: () => unknown): unknown {
  let value: unknown;
  try {
    value = read();
  } catch {
    return UNKNOWN;
  }
  if (value === runtime.unknownValue) return UNKNOWN;
  if (Array.isArray(value)) return Array.from(value.keys(), (at) => plainValue(() => value[at]));
  return typeof value === "object" && value !== null ? plain(value) : value;
}

/** True for a map of properties. */
export function isProperties(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path of names, `spec.template.spec`: undefined when it is missing, UNKNOWN when a part of it is. */
export function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, key) => {
    if (inner === UNKNOWN) return UNKNOWN;
    return isProperties(inner) ? (inner[key] ?? undefined) : undefined;
  }, value);
}

/** The entries of a list at a path: AWS and IAM take one value for a list of one. Missing: none. */
export function listAt(value: unknown, path: string): readonly unknown[] {
  const found = at(value, path);
  return found === undefined ? [] : [found].flat();
}

/** The number at a path; NaN when there is none, or none that is known. */
export function numberAt(value: unknown, path: string): number {
  const found = at(value, path);
  return found === undefined || found === UNKNOWN ? Number.NaN : Number(found);
}

/** Whether something stands at a path, known or not. An empty text is nothing. */
export function isGiven(value: unknown, path: string): boolean {
  const found = at(value, path);
  return found !== undefined && found !== "";
}

/** Whether a value is the one wanted, or may yet turn out to be. AWS's provider takes "true" for true, too. */
export function isOrMayBe(value: unknown, wanted: string | number | boolean): boolean {
  return value === UNKNOWN || String(value) === String(wanted);
}
