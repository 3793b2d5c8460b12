/** Which faults a run meets, and in which order. */
import type { Base } from "./base";
import { shuffled } from "./chance";
import { type Fault, KINDS, type Kind } from "./kinds";
import type { walks } from "./walks";

/** One piece of work of a run. */
export type Job =
  | { readonly walk: keyof ReturnType<typeof walks> }
  /** Faults on several resources at once; only drift has more than one. */
  | { readonly faults: readonly Fault[] };

/** What can be met in a stack, by kind: URNs, or numbers of runs. */
export type Targets = Readonly<Record<Kind, readonly string[]>>;

/** What somebody does behind Pulumi's back comes together: one refresh finds all of it. */
const DRIFT: readonly Kind[] = ["deleted", "changed"];
/** How many resources somebody changes or deletes between two refreshes. */
const AT_ONCE = 8;
/** Runs of a kind that meets the whole stack, per stack. */
const KILLS = 25;
const THROTTLED = 3;
const LATE = 1;
/** Single faults with the usual parallelism that a full run adds to each walk, per stack. */
const SINGLES = 6;

const numbers = (count: number) => Array.from({ length: count }, (_, at) => String(at + 1));

export function targetsOf(
  base: Base,
  drift: { deleted: readonly string[]; changed: readonly string[] },
): Targets {
  return {
    create: base.created,
    lost: base.created,
    update: base.updated,
    replace: base.replaced,
    delete: base.created,
    kill: numbers(KILLS),
    throttle: numbers(THROTTLED),
    late: numbers(LATE),
    ...drift,
  };
}

/** Everything: each resource on a walk, some of them alone as well. */
export function fullRun(stack: string, targets: Targets, seed: string, kinds: readonly Kind[]): Job[] {
  return kinds.flatMap((kind): Job[] => {
    const faults = asJobs(stack, kind, targets[kind], seed);
    if (kind === "create" || kind === "lost" || kind === "update" || kind === "delete")
      return [{ walk: kind }, ...faults.slice(0, SINGLES)];
    return faults;
  });
}

/**
 * A seeded sample, one fault of each kind in turn, so that every kind has its share however early it ends. prod begins in
 * the middle: together the two stacks have met every kind in half the time.
 */
export function sampleRun(stack: string, targets: Targets, seed: string, kinds: readonly Kind[]): Job[] {
  const half = stack === "prod" ? Math.floor(kinds.length / 2) : 0;
  const turns = [...kinds.slice(half), ...kinds.slice(0, half)];
  const queues = turns.map((kind) => asJobs(stack, kind, targets[kind], seed));
  const rounds = Math.max(0, ...queues.map((queue) => queue.length));
  return Array.from({ length: rounds }, (_, round) => queues.flatMap((queue) => queue[round] ?? [])).flat();
}

/** Exactly these, as a run names them: what somebody deletes or changes comes together, the rest one by one. */
export function onlyRun(faults: readonly Fault[]): Job[] {
  const drift = DRIFT.map((kind) => faults.filter((fault) => fault.kind === kind));
  const others = faults.filter(({ kind }) => !DRIFT.includes(kind));
  return [...others.map((fault) => [fault]), ...drift.filter(({ length }) => length > 0)].map((each) => ({
    faults: each,
  }));
}

function asJobs(stack: string, kind: Kind, targets: readonly string[], seed: string): Job[] {
  const faults = shuffled(targets, `${seed}/${stack}/${kind}`).map(
    (target): Fault => ({ kind, stack, target }),
  );
  const size = DRIFT.includes(kind) ? AT_ONCE : 1;
  return Array.from({ length: Math.ceil(faults.length / size) }, (_, at) => ({
    faults: faults.slice(at * size, (at + 1) * size),
  }));
}

/** All kinds, in the order of a run. */
export const allKinds = Object.keys(KINDS).filter((kind): kind is Kind => kind in KINDS);
