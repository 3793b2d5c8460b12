/** Which faults a run injects, and in which order. */
import type { Base } from "./base";
import { shuffled } from "./chance";
import { type Fault, KINDS, type Kind } from "./kinds";
import type { faultSequences } from "./sequences";

/** One step of a run. */
export type Job =
  | { readonly sequence: keyof ReturnType<typeof faultSequences> }
  /** Faults on several resources at once. Only drift has more than one. */
  | { readonly faults: readonly Fault[] };

/** The possible faults of a stack by kind: URNs, or numbers of runs. */
export type Targets = Readonly<Record<Kind, readonly string[]>>;

/** Changes made outside Pulumi are grouped: one refresh detects all of them. */
const DRIFT: readonly Kind[] = ["deleted", "changed"];
/** How many resources are changed or deleted between two refreshes. */
const AT_ONCE = 8;
/** Number of runs per stack for the kinds that affect the whole stack. */
const KILLS = 25;
const THROTTLED = 3;
const LATE = 1;
/** Number of single faults with default parallelism that a full run adds to each sequence, per stack. */
const SINGLES = 6;

const numbers = (count: number) => Array.from({ length: count }, (_, at) => String(at + 1));

export function targetsOf(
  base: Base,
  drift: { deleted: readonly string[]; changed: readonly string[] },
  release: readonly string[] = [],
): Targets {
  return {
    create: base.created,
    lost: base.created,
    update: base.updated,
    replace: base.replaced,
    delete: base.created,
    kill: numbers(KILLS),
    release,
    throttle: numbers(THROTTLED),
    late: numbers(LATE),
    ...drift,
  };
}

/** A full run: every resource fails once in a sequence, and some also fail on their own with default parallelism. */
export function fullRun(stack: string, targets: Targets, seed: string, kinds: readonly Kind[]): Job[] {
  return kinds.flatMap((kind): Job[] => {
    const faults = asJobs(stack, kind, targets[kind], seed);
    if (kind === "create" || kind === "lost" || kind === "update" || kind === "delete")
      return [{ sequence: kind }, ...faults.slice(0, SINGLES)];
    return faults;
  });
}

/**
 * A seeded sample that alternates between the kinds, so that every kind gets its share even if the run ends early. Each
 * stack starts at another kind: together, they cover every kind in less time.
 *
 * @param start where the stack starts, from 0 to less than 1: 0.5 is the middle of the list
 */
export function sampleRun(
  stack: string,
  targets: Targets,
  seed: string,
  kinds: readonly Kind[],
  start = 0,
): Job[] {
  const first = Math.floor(kinds.length * start);
  const turns = [...kinds.slice(first), ...kinds.slice(0, first)];
  const queues = turns.map((kind) => asJobs(stack, kind, targets[kind], seed));
  const rounds = Math.max(0, ...queues.map((queue) => queue.length));
  return Array.from({ length: rounds }, (_, round) => queues.flatMap((queue) => queue[round] ?? [])).flat();
}

/**
 * The number of jobs at the start of each stack's sample that together cover every kind, if the stacks start at equal distances in
 * the list of kinds.
 */
export function leastJobs(kinds: number, stacks: number): number {
  return Math.ceil(kinds / stacks);
}

/** Only the given faults. Faults of the kinds "deleted" and "changed" are injected together, the others one by one. */
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
