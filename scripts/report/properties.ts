import { createHash } from "node:crypto";
import type { EvaluatedResource } from "../../simulation/evaluation";
import { isProperties } from "../../simulation/paths";
import { mask } from "../manifests";

/** Characters of a text that are shown; of a longer one a fingerprint tells whether it changed. */
const limit = 240;

/**
 * A resource's properties by path, as text: what it was given, then what the cloud computed, marked by an arrow. Secrets
 * are masked before anything else is done with them.
 */
export function flatProperties({
  inputs,
  outputs,
  secrets,
  type,
}: EvaluatedResource): Record<string, string> {
  const hidden = new Set([
    ...secrets,
    ...(type === "kubernetes:core/v1:Secret" ? ["data", "stringData"] : []),
  ]);
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(inputs)) {
    if (!name.startsWith("__")) collect(flat, name, hidden.has(name) ? masked(value) : value);
  }
  for (const [name, value] of Object.entries(outputs)) {
    if (!(name in inputs)) collect(flat, `→ ${name}`, hidden.has(name) ? mask : value);
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
  } else if (value !== undefined && value !== null) flat[path] = shortened(String(value));
}

function shortened(text: string): string {
  if (text.length <= limit) return text;
  const fingerprint = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return `${text.slice(0, limit)}… (${text.length} characters, ${fingerprint})`;
}
