import type { Properties } from "./resource-type";

/**
 * The string values at a property path: `vpcId`, `vpcConfig.subnetIds[]`. Missing values are skipped.
 */
export function valuesAt(properties: Properties, path: string): string[] {
  let found: unknown[] = [properties];
  for (const step of path.split(".")) {
    const list = step.endsWith("[]");
    const key = list ? step.slice(0, -2) : step;
    found = found.flatMap((value) => {
      const next = isProperties(value) ? value[key] : undefined;
      return list && Array.isArray(next) ? next : [next];
    });
  }
  return found.filter((value): value is string => typeof value === "string" && value !== "");
}

/** The value at a path of property names: `metadata.name`. */
export function valueAt(properties: Properties, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (isProperties(value) ? value[key] : undefined), properties);
}

/** Copies an object, and sets the value at a path of property names. */
export function withValue(properties: Properties, path: string, value: unknown): Properties {
  const [key = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...properties, [key]: value };
  const inner = properties[key];
  return { ...properties, [key]: withValue(isProperties(inner) ? inner : {}, rest.join("."), value) };
}

/** Whether a value is a plain object. */
export function isProperties(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Deep equality in which a missing key equals an undefined or null one, as in a Pulumi property map. */
export function same(left: unknown, right: unknown): boolean {
  if (left === right || ((left ?? null) === null && (right ?? null) === null)) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((value, index) => same(value, right[index]));
  }
  if (!isProperties(left) || !isProperties(right)) return false;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) =>
    same(left[key], right[key]),
  );
}

/** Copies a value without undefined and null. Pulumi's wire format does not support undefined, and providers omit null. */
export function compact(properties: Properties): Properties {
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item) => clean(item ?? null));
    return isProperties(value) ? compact(value) : value;
  };
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([key, value]) => [key, clean(value)]),
  );
}
