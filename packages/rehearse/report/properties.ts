import { createHash } from "node:crypto";
import type { EvaluatedResource } from "../cloud/evaluation";
import { isProperties } from "../cloud/paths";
import type { Registry } from "../cloud/registry";
import { mask } from "../plan/manifests";

/** Maximum number of characters of a text. Longer texts are shortened and get a fingerprint, which shows changes. */
const limit = 240;

/** The ids that the simulated cloud generates. They depend on the order of creation, so they are not compared. */
const madeUp = /\b[a-z0-9]+-[0-9a-f]{17}\b/g;

/** The replacement of each generated id: the name of its resource. */
export function idLabels(resources: readonly EvaluatedResource[]): ReadonlyMap<string, string> {
  return new Map(
    resources
      .filter(({ id }) => id !== "")
      .map(({ id, name, type }) => [id, `‹${name} ${type.split(":").at(-1)}›`]),
  );
}

/**
 * A resource's properties by path, as text: inputs, then computed properties, marked with an arrow. Secrets are masked
 * first. Generated ids are replaced by the names of their resources.
 */
export function flatProperties(
  { inputs, outputs, secrets, type }: EvaluatedResource,
  labels: ReadonlyMap<string, string>,
  types: Registry,
): Record<string, string> {
  const hidden = new Set([...secrets, ...types.secretsOf(type)]);
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(inputs)) {
    if (!name.startsWith("__")) collect(flat, name, hidden.has(name) ? masked(value) : value);
  }
  for (const [name, value] of Object.entries(outputs)) {
    if (!(name in inputs)) collect(flat, `→ ${name}`, hidden.has(name) ? mask : value);
  }
  for (const [path, text] of Object.entries(flat)) {
    flat[path] = shortened(text.replace(madeUp, (id) => labels.get(id) ?? id));
  }
  return flat;
}

/** The keys of a secret map are not secret. */
function masked(value: unknown): unknown {
  return isProperties(value) ? Object.fromEntries(Object.keys(value).map((name) => [name, mask])) : mask;
}

function collect(flat: Record<string, string>, path: string, value: unknown): void {
  if (Array.isArray(value)) {
    if (value.length === 0) flat[path] = "[]";
    for (const [index, item] of value.entries()) collect(flat, `${path}[${index}]`, item);
  } else if (isProperties(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0) flat[path] = "{}";
    for (const [name, item] of entries) collect(flat, `${path}.${name}`, item);
  } else if (value !== undefined && value !== null) flat[path] = String(value);
}

function shortened(text: string): string {
  if (text.length <= limit) return text;
  const fingerprint = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return `${text.slice(0, limit)}… (${text.length} characters, ${fingerprint})`;
}
