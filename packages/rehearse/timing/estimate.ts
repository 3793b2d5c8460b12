import type { EvaluatedResource } from "../cloud/evaluation";
import type { Registry } from "../cloud/registry";
import { durationOf } from "./durations";
import { type ProgramOrder, programOrders } from "./program-orders";
import { inOrder, type Schedule, schedule, type Task } from "./schedule";
import { type Wait, Waits } from "./waits";

/** A `dependsOn` that the program can do without. */
export interface NeedlessWait extends ProgramOrder {
  /** Seconds that an `up` takes longer because of it. */
  readonly seconds: number;
}

/** What a stack's `up` and `destroy` take, as far as AWS decides; Pulumi itself adds about a second a resource. */
export interface Estimate {
  /** The `up` of an empty stack, as the program orders it. */
  readonly up: Schedule;
  /** The same with only the waits that AWS, Kubernetes and their providers impose. */
  readonly imposed: Schedule;
  /** The deletion, wave after wave as the engine does it, and the slowest of each wave. */
  readonly destroy: { readonly seconds: number; readonly slowest: readonly string[] };
  readonly needless: readonly NeedlessWait[];
  readonly orders: readonly ProgramOrder[];
}

/**
 * Estimates from typical durations and from the order that the program's values and `dependsOn` impose.
 *
 * @param types what is known about resource types. Default: the built-in ones
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

/** The waits of a resource that are not the program's own choice. */
function imposedOn(urn: string, waits: Waits, edges: Edges): Wait[] {
  const type = waits.byUrn.get(urn)?.type ?? "";
  // The `dependsOn` of its components counts where this resource needs it.
  const owners = [urn, ...[...waits.ancestors(urn)].filter(({ custom }) => !custom).map((each) => each.urn)];
  const asked = owners.flatMap((owner) => edges.get(owner) ?? []).filter(({ reason }) => reason === "order");
  const needed = asked.filter(
    ({ on }) => waits.types.requiredOrder(type, waits.byUrn.get(on)?.type ?? "") !== undefined,
  );
  const given = (edges.get(urn) ?? []).filter(({ reason, own }) => reason !== "order" && own);
  return [...given, ...needed];
}

/** How many seconds sooner an `up` ends without those of the waits that nothing needs. */
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
 * The engine deletes in waves, and each waits for the slowest of the one before: a wave is everything whose chain of
 * waits is equally long (`ScheduleDeletes` in pkg/resource/deploy/step_generator.go of github.com/pulumi/pulumi).
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
