import { cents } from "../cost/estimate";
import type { Changes, Report, ReportResource, ResourceChange } from "./data";

/** The differences between two reports of a stack, or of two stacks. Resources are identified by type and name. */
export function compare(before: Report, after: Report): Changes {
  const earlier = new Map(before.resources.map((resource) => [keyOf(resource), resource]));
  const later = new Set(after.resources.map(keyOf));
  const resources: ResourceChange[] = [];
  for (const resource of after.resources) {
    const old = earlier.get(keyOf(resource));
    if (!old) resources.push(change("added", resource));
    else {
      const properties = differing(old, resource);
      if (properties.length > 0) resources.push({ ...change("changed", resource), properties });
    }
  }
  for (const resource of before.resources) {
    if (!later.has(keyOf(resource))) resources.push(change("removed", resource));
  }
  return {
    since: before.madeAt,
    resources,
    usd: {
      fixed: cents(after.cost.total.fixed - before.cost.total.fixed),
      usage: cents(after.cost.total.usage - before.cost.total.usage),
    },
    upSeconds: after.time.upSeconds - before.time.upSeconds,
    destroySeconds: after.time.destroySeconds - before.time.destroySeconds,
  };
}

/** The key without the stack's name, so that two stacks can be compared. The stack resource has it in its name. */
function keyOf({ urn, name, type }: ReportResource): string {
  return type === "pulumi:pulumi:Stack" ? type : `${urn.split("::")[2]}::${name}`;
}

function change(
  kind: ResourceChange["kind"],
  { urn, name, type, component }: ReportResource,
): ResourceChange {
  return { kind, urn, name, type, component, properties: [] };
}

function differing(before: ReportResource, after: ReportResource): ResourceChange["properties"] {
  const paths = new Set([...Object.keys(before.properties), ...Object.keys(after.properties)]);
  return (
    [...paths]
      // Computed properties depend on the others.
      .filter((path) => !path.startsWith("→ ") && before.properties[path] !== after.properties[path])
      .map((path) => ({ path, before: before.properties[path], after: after.properties[path] }))
  );
}
