import { knownTypes } from "../cloud";
import type { EvaluatedResource } from "../cloud/evaluation";
import { valuesAt } from "../cloud/paths";
import type { Registry } from "../cloud/registry";

/**
 * The resources as a tree of parents and children, one line for each.
 *
 * @param types the registry of resource types. Default: the built-in types
 */
export function renderTree(resources: readonly EvaluatedResource[], types: Registry = knownTypes): string {
  const children = new Map<string, EvaluatedResource[]>();
  for (const resource of resources) {
    children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
  }
  const lines: string[] = [];
  const draw = (resource: EvaluatedResource, first: string, rest: string): void => {
    lines.push(`${first}${describe(resource, types)}`);
    const below = children.get(resource.urn) ?? [];
    for (const [index, child] of below.entries()) {
      const last = index === below.length - 1;
      draw(child, `${rest}${last ? "└─ " : "├─ "}`, `${rest}${last ? "   " : "│  "}`);
    }
  };
  for (const root of children.get("") ?? []) draw(root, "", "");
  return lines.join("\n");
}

/** The number of resources of each type, in descending order. */
export function countByType(resources: readonly EvaluatedResource[]): [type: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].sort(([typeA, a], [typeB, b]) => b - a || typeA.localeCompare(typeB));
}

/** `aws:rds/instance:Instance` as Pulumi itself prints it: `aws:rds:Instance`. */
export function shortType(type: string): string {
  return type.replace(/\/[^:]+:/, ":");
}

function describe({ name, type, inputs, secrets, protect }: EvaluatedResource, types: Registry): string {
  const details = types
    .summaryOf(type)
    .filter((path) => !secrets.includes(path))
    .flatMap((path) => valueAt(inputs, path).map((value) => `${path.split(".").at(-1)} ${value}`));
  return [`${name}  ${shortType(type)}`, ...details, ...(protect ? ["protected"] : [])].join("  ");
}

function valueAt(inputs: EvaluatedResource["inputs"], path: string): string[] {
  const [head = "", ...rest] = path.split(".");
  const value = inputs[head];
  if (rest.length > 0 && typeof value === "object" && value !== null) {
    return valueAt({ ...value }, rest.join("."));
  }
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  return valuesAt(inputs, path);
}
