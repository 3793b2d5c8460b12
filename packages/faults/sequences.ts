/**
 * A sequence of updates of one stack in which every resource fails once: each `up` creates one more resource, fails at
 * the next one, and the following `up` continues from there. After each failure the next `up` must not touch the
 * resources that exist. The engine works on one resource at a time here, so that the sequence reaches all of them;
 * single faults (single-fault.ts) are injected with the default parallelism.
 */
import type { Operation } from "@groundwork/rehearse/cloud/cloud";
import { Refusal } from "@groundwork/rehearse/cloud/refusals";
import type { OperationName } from "@groundwork/rehearse/lifecycle/operations";
import { type Base, keptBy } from "./base";
import { unexpectedChanges, vanished } from "./checks";
import type { Kind } from "./kinds";
import { removeByHand } from "./recovery";
import { isOn, type Moment, type TestStack } from "./test-stack";

/** Reports each injected fault: the resource, and the problems found afterwards. */
export type Reporter = (kind: Kind, target: string, problems: readonly string[]) => void;

interface FaultSequence {
  readonly kind: Kind;
  readonly from: Moment;
  readonly operation: OperationName;
  /** URNs of the resources that have to fail. */
  readonly targets: readonly string[];
  readonly fault: Operation["kind"];
  /** When the fault occurs: before the cloud acts, or after it, so that only the response is lost. */
  readonly when: "before" | "after";
}

export function faultSequences(base: Base): Readonly<Partial<Record<Kind, FaultSequence>>> {
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

/** Runs a sequence. Reports every injected fault, and at the end the remaining problems, if any. */
export async function runSequence(
  testStack: TestStack,
  given: FaultSequence,
  base: Base,
  report: Reporter,
): Promise<void> {
  const { kind, operation, targets, fault, when } = given;
  testStack.restore(given.from);
  const open = new Set(targets);
  while (true) {
    let hit: string | undefined;
    const inject = (now: Operation) => {
      if (hit !== undefined || now.kind !== fault) return;
      hit = [...open].find((urn) => isOn(urn, now));
      if (hit !== undefined) throw new Refusal("InternalFailure: injected");
    };
    if (when === "before") testStack.interceptBefore(inject);
    else testStack.interceptAfter(inject);
    const before = testStack.cloud.list();
    const failure = await testStack.failureOf(operation, { engine: { parallel: 1 } });
    if (hit === undefined) {
      // All targets have failed once: this operation must have succeeded.
      const preview =
        operation === "destroy" || failure !== undefined ? undefined : await testStack.run("preview");
      const last = [
        ...(failure === undefined ? [] : [`the last ${operation} failed: ${failure}`]),
        ...[...open].map((urn) => `no fault was injected into ${urn}`),
        ...(preview ? unexpectedChanges(preview.changes, () => false) : []),
        ...(operation === "destroy"
          ? testStack.cloud.list().map(({ name, type }) => `left: ${name} (${type})`)
          : []),
        ...testStack.disagreements(),
      ];
      if (last.length > 0) report(kind, targets.at(-1) ?? "", last);
      return;
    }
    open.delete(hit);
    const problems: string[] = [];
    if (failure === undefined) problems.push("the engine did not report the failure");
    if (!failure?.includes("InternalFailure: injected")) problems.push(`another failure: ${failure}`);
    if (when === "after") problems.push(...removeByHand(testStack));
    problems.push(...testStack.disagreements());
    const after = testStack.cloud.list();
    if (operation === "destroy") problems.push(...made(before, after));
    else
      problems.push(
        ...vanished(when === "before" && fault === "update" ? keptBy(base, before) : before, after),
      );
    report(kind, hit, problems);
  }
}

function made(
  before: readonly { type: string; id: string }[],
  after: readonly { type: string; id: string; name: string }[],
): string[] {
  const there = new Set(before.map(({ type, id }) => `${type} ${id}`));
  return after
    .filter(({ type, id }) => !there.has(`${type} ${id}`))
    .map(({ name }) => `${name} was created by a destroy`);
}
