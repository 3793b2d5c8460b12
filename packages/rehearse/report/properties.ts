import { createHash } from "node:crypto";
import type { EvaluatedResource } from "../cloud/evaluation";
import { isProperties } from "../cloud/paths";
import type { Registry } from "../cloud/registry";
import { mask } from "../plan/manifests";

/** Characters of a text that are shown; of a longer one a fingerprint tells whether it changed. */
const limit = 240;

/** The ids that the simulated cloud makes up. They change with the order of creation, which is no news. */
const madeUp = /\b[a-z0-9]+-[0-9a-f]{17}\b/g;

/** What to write for each made-up id: whose it is. */
export function idLabels(resources: readonly EvaluatedResource[]): ReadonlyMap<string, string> {
  return new Map(
    resources
      .filter(({ id }) => id !== "")
      .map(({ id, name, type }) => [id, `‹${name} ${type.split(":").at(-1)}›`]),
  );
}

/**
 * A resource's properties by path, as text: what it was given, then what the cloud computed, marked by an arrow. Secrets
 * are masked before anything else is done with them; ids become the names of whose they are.
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

/** The names in a secret map are no secrets. */
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
