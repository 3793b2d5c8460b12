import type { EvaluatedResource } from "../cloud/evaluation";
import type { RequiredOrder } from "../cloud/resource-type";
import type { Wait, Waits } from "./waits";

/** One `dependsOn` of the program. */
export interface ProgramOrder {
  /** URN of the resource or component that waits. */
  readonly from: string;
  /** URN of what it waits for: a resource, or a component with all that it holds. */
  readonly on: string;
  /** The resources behind `on`. */
  readonly targets: readonly string[];
  /** Why it is needed; undefined where nothing is known to need it. */
  readonly required: RequiredOrder | undefined;
  /** True where waits of other resources enforce the same order already; `dependsOn` of components does not count. */
  readonly implied: boolean;
}

/** Every `dependsOn` among the resources. */
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

/** A component does not pass on its `dependsOn`, so that its children repeat it; that does not count as repetition. */
function followed(waits: Waits, all: readonly Wait[]): string[] {
  return all
    .filter(({ from, reason }) => reason !== "order" || waits.byUrn.get(from)?.custom)
    .map(({ on }) => on);
}

/** The program waits for a component, the engine gets the component's resources: this puts them together again. */
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
      // A resource may lie under another one, as a route table does under its subnet.
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
