import type { EvaluatedResource } from "../cloud/evaluation";
import type { Registry } from "../cloud/registry";
import { durationOf } from "./durations";
import { type ProgramOrder, programOrders } from "./program-orders";
import { inOrder, type Schedule, schedule, type Task } from "./schedule";
import { type Wait, Waits } from "./waits";

/** A `dependsOn` that the program does not need. */
export interface NeedlessWait extends ProgramOrder {
  /** Seconds that an `up` takes longer because of it. */
  readonly seconds: number;
}

/** The durations of `up` and `destroy` in AWS. Pulumi adds about one second per resource. */
export interface Estimate {
  /** An `up` of an empty stack, with the dependencies of the program. */
  readonly up: Schedule;
  /** The same, with only the waits that AWS, Kubernetes and their providers require. */
  readonly imposed: Schedule;
  /** The duration of a `destroy`, which deletes resources in batches, and the slowest resource of each batch. */
  readonly destroy: { readonly seconds: number; readonly slowest: readonly string[] };
  readonly needless: readonly NeedlessWait[];
  readonly orders: readonly ProgramOrder[];
}

/**
 * Estimates the durations from typical durations, and from the order of the program's values and `dependsOn`.
 *
 * @param types the registry of resource types. Default: the built-in types
 */
export function estimate(resources: readonly EvaluatedResource[], types?: Registry): Estimate {
  const waits = new Waits(resources, types);
  const edges = new Map(resources.map((resource) => [resource.urn, waits.of(resource)]));
  const up = schedule(tasks(waits, (urn) => edges.get(urn) ?? []));
  const orders = programOrders(waits);
  const needless = orders.flatMap((order) => {
    const seconds = costOf(order, waits, edges, up);
    return order.required === undefined || order.implied || seconds > 0 ? [{ ...order, seconds }] : [];
  });
  const imposed = schedule(tasks(waits, (urn) => imposedOn(urn, waits, edges)));
  return { up, imposed, destroy: deletion(waits, edges), needless, orders };
}

type Edges = ReadonlyMap<string, readonly Wait[]>;

function tasks({ resources, types }: Waits, waitsOf: (urn: string) => readonly Wait[]): Task[] {
  return resources.map((resource) => ({
    id: resource.urn,
    seconds: durationOf(resource, types).create,
    after: waitsOf(resource.urn).map(({ on }) => on),
  }));
}

/** The required waits of a resource: for values of other resources, and for known orders. */
function imposedOn(urn: string, waits: Waits, edges: Edges): Wait[] {
  const type = waits.byUrn.get(urn)?.type ?? "";
  // The `dependsOn` of its components counts if this resource needs it.
  const owners = [urn, ...[...waits.ancestors(urn)].filter(({ custom }) => !custom).map((each) => each.urn)];
  const asked = owners.flatMap((owner) => edges.get(owner) ?? []).filter(({ reason }) => reason === "order");
  const needed = asked.filter(
    ({ on }) => waits.types.requiredOrder(type, waits.byUrn.get(on)?.type ?? "") !== undefined,
  );
  const given = (edges.get(urn) ?? []).filter(({ reason, own }) => reason !== "order" && own);
  return [...given, ...needed];
}

/** The number of seconds by which an `up` is shorter without the unnecessary waits. */
function costOf({ from, targets }: ProgramOrder, waits: Waits, edges: Edges, up: Schedule): number {
  const resource = waits.byUrn.get(from);
  const later = resource?.custom ? [resource] : waits.leaves(from);
  const idle = targets.filter(
    (target) =>
      !later.some(
        ({ type }) => waits.types.requiredOrder(type, waits.byUrn.get(target)?.type ?? "") !== undefined,
      ),
  );
  // A wait that ends before another one does not delay anything.
  const start = up.slots.get(from)?.start;
  if (!idle.some((target) => up.slots.get(target)?.end === start)) return 0;
  const without = (urn: string) => {
    const own = edges.get(urn) ?? [];
    return urn === from ? own.filter(({ on, reason }) => reason !== "order" || !idle.includes(on)) : own;
  };
  return up.seconds - schedule(tasks(waits, without)).seconds;
}

/**
 * The engine deletes resources in batches. A batch contains the resources whose longest chain of dependencies has the same
 * length. It starts when the slowest resource of the previous batch is deleted.
 * https://github.com/pulumi/pulumi/blob/master/pkg/resource/deploy/step_generator.go, ScheduleDeletes
 */
function deletion({ resources, byUrn, types }: Waits, edges: Edges): Estimate["destroy"] {
  const depths = new Map<string, number>();
  const waves: { seconds: number; slowest: string }[] = [];
  const everything = resources.map(({ urn }) => ({
    id: urn,
    seconds: 0,
    after: (edges.get(urn) ?? []).map(({ on }) => on),
  }));
  for (const { id, after } of inOrder(everything)) {
    const depth = Math.max(0, ...[...after].map((on) => (depths.get(on) ?? 0) + 1));
    depths.set(id, depth);
    const resource = byUrn.get(id);
    const seconds = resource ? (durationOf(resource, types).delete ?? 0) : 0;
    if (seconds > (waves[depth]?.seconds ?? -1)) waves[depth] = { seconds, slowest: id };
  }
  waves.reverse();
  return {
    seconds: waves.reduce((sum, { seconds }) => sum + seconds, 0),
    slowest: waves.filter(({ seconds }) => seconds > 0).map(({ slowest }) => slowest),
  };
}
