import type { EvaluatedResource } from "../cloud/evaluation";
import type { RequiredOrder } from "../cloud/resource-type";
import type { Wait, Waits } from "./waits";

/** One `dependsOn` of the program. */
export interface ProgramOrder {
  /** URN of the resource or component that waits. */
  readonly from: string;
  /** URN of the resource or component that it waits for. */
  readonly on: string;
  /** The resources in `on`. */
  readonly targets: readonly string[];
  /** Why it is needed. Undefined if no known order requires it. */
  readonly required: RequiredOrder | undefined;
  /** Whether waits of other resources already enforce the same order. `dependsOn` of components does not count. */
  readonly implied: boolean;
}

/** All `dependsOn` of the resources. */
export function programOrders(waits: Waits): ProgramOrder[] {
  const edges = new Map(waits.resources.map((resource) => [resource.urn, waits.of(resource)]));
  return waits.resources.flatMap((resource) => {
    const own = edges.get(resource.urn) ?? [];
    const ordered = own.filter(({ reason }) => reason === "order").map(({ on }) => on);
    if (ordered.length === 0) return [];
    const waitedFor = new Set(own.map(({ on }) => on));
    return grouped(waits, ordered, waitedFor, resource).map(([on, targets]) => {
      const dropped = new Set(targets);
      const rest = own.filter(({ on: target, reason }) => reason !== "component" && !dropped.has(target));
      const reached = reachable(
        rest.map(({ on: target }) => target),
        (urn) => followed(waits, edges.get(urn) ?? []),
      );
      return {
        from: resource.urn,
        on,
        targets,
        required: requiredOf(waits, resource, targets),
        implied: targets.every((target) => reached.has(target)),
      };
    });
  });
}

/** Pulumi does not pass the `dependsOn` of a component to its children, so they repeat it. This is not redundant. */
function followed(waits: Waits, all: readonly Wait[]): string[] {
  return all
    .filter(({ from, reason }) => reason !== "order" || waits.byUrn.get(from)?.custom)
    .map(({ on }) => on);
}

/** Groups dependencies by component: if the program depends on a component, the engine gets its resources instead. */
function grouped(
  waits: Waits,
  targets: readonly string[],
  waitedFor: ReadonlySet<string>,
  from: EvaluatedResource,
): [on: string, targets: string[]][] {
  const around = new Set([from.urn, ...[...waits.ancestors(from.urn)].map(({ urn }) => urn)]);
  const groups = new Map<string, string[]>();
  for (const target of targets) {
    let on = target;
    for (const { urn, custom } of waits.ancestors(target)) {
      // The parent of a resource can be another resource: a route table is a child of its subnet.
      if (custom) continue;
      if (around.has(urn) || !waits.leaves(urn).every((leaf) => waitedFor.has(leaf.urn))) break;
      on = urn;
    }
    groups.set(on, [...(groups.get(on) ?? []), target]);
  }
  return [...groups];
}

function requiredOf(
  waits: Waits,
  from: EvaluatedResource,
  targets: readonly string[],
): RequiredOrder | undefined {
  const later = from.custom ? [from] : waits.leaves(from.urn);
  for (const { type } of later) {
    for (const target of targets) {
      const order = waits.types.requiredOrder(type, waits.byUrn.get(target)?.type ?? "");
      if (order) return order;
    }
  }
  return undefined;
}

function reachable(from: readonly string[], next: (urn: string) => readonly string[]): Set<string> {
  const seen = new Set<string>();
  const open = [...from];
  for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
    if (seen.has(urn)) continue;
    seen.add(urn);
    open.push(...next(urn));
  }
  return seen;
}
