/**
 * One stack walked from its beginning to its end, with a fault at every step: each `up` gets as far as one resource
 * further, meets its fault there, and the next one goes on. So every resource has failed once, and after each failure
 * the next `up` has taken the stack further without touching what was there. The engine works on one resource at a
 * time here, so that each walk meets all of them; single faults (singles.ts) are met with its usual parallelism.
 */
import type { Operation } from "@groundwork/rehearse/cloud/cloud";
import { Refusal } from "@groundwork/rehearse/cloud/refusals";
import type { OperationName } from "@groundwork/rehearse/lifecycle/operations";
import { type Base, keptBy } from "./base";
import { otherThan, vanished } from "./checks";
import type { Kind } from "./kinds";
import { removeByHand } from "./recovery";
import { isOn, type Moment, type World } from "./world";

/** Tells of each fault that was met: the resource, and what was wrong afterwards. */
export type Met = (kind: Kind, target: string, problems: readonly string[]) => void;

interface Walk {
  readonly kind: Kind;
  readonly from: Moment;
  readonly operation: OperationName;
  /** What is to be met, by URN. */
  readonly targets: readonly string[];
  readonly fault: Operation["kind"];
  /** When the fault comes: before the cloud acts, or after it, so that only the answer is lost. */
  readonly when: "before" | "after";
}

export function walks(base: Base): Readonly<Partial<Record<Kind, Walk>>> {
  const create = {
    from: base.empty,
    operation: "up",
    targets: base.created,
    fault: "create",
  } as const;
  return {
    create: { ...create, kind: "create", when: "before" },
    lost: { ...create, kind: "lost", when: "after" },
    update: {
      kind: "update",
      from: base.asked,
      operation: "up",
      targets: base.updated,
      fault: "update",
      when: "before",
    },
    delete: {
      kind: "delete",
      from: base.unguarded,
      operation: "destroy",
      targets: base.created,
      fault: "delete",
      when: "before",
    },
  };
}

/** Walks; tells of every fault on the way, and as a last one of what is wrong in the end. */
export async function walk(world: World, given: Walk, base: Base, met: Met): Promise<void> {
  const { kind, operation, targets, fault, when } = given;
  world.backTo(given.from);
  const open = new Set(targets);
  while (true) {
    let hit: string | undefined;
    const meet = (now: Operation) => {
      if (hit !== undefined || now.kind !== fault) return;
      hit = [...open].find((urn) => isOn(urn, now));
      if (hit !== undefined) throw new Refusal("InternalFailure: injected");
    };
    if (when === "before") world.breakBefore(meet);
    else world.breakAfter(meet);
    const before = world.cloud.list();
    const failure = await world.failureOf(operation, { engine: { parallel: 1 } });
    if (hit === undefined) {
      // Nothing is left to be met: this one must have gone through.
      const preview =
        operation === "destroy" || failure !== undefined ? undefined : await world.run("preview");
      const last = [
        ...(failure === undefined ? [] : [`the last ${operation} failed: ${failure}`]),
        ...[...open].map((urn) => `never met: ${urn}`),
        ...(preview ? otherThan(preview.changes, () => false) : []),
        ...(operation === "destroy"
          ? world.cloud.list().map(({ name, type }) => `left: ${name} (${type})`)
          : []),
        ...world.disagreements(),
      ];
      if (last.length > 0) met(kind, targets.at(-1) ?? "", last);
      return;
    }
    open.delete(hit);
    const problems: string[] = [];
    if (failure === undefined) problems.push("the engine did not notice it");
    if (!failure?.includes("InternalFailure: injected")) problems.push(`another failure: ${failure}`);
    if (when === "after") problems.push(...removeByHand(world));
    problems.push(...world.disagreements());
    const after = world.cloud.list();
    if (operation === "destroy") problems.push(...made(before, after));
    else
      problems.push(
        ...vanished(when === "before" && fault === "update" ? keptBy(base, before) : before, after),
      );
    met(kind, hit, problems);
  }
}

function made(
  before: readonly { type: string; id: string }[],
  after: readonly { type: string; id: string; name: string }[],
): string[] {
  const there = new Set(before.map(({ type, id }) => `${type} ${id}`));
  return after
    .filter(({ type, id }) => !there.has(`${type} ${id}`))
    .map(({ name }) => `${name} was made by a destroy`);
}
