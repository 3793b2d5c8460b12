/** Single faults with the engine's default parallelism: one failure, then the recovery, then a preview without changes. */
import type { Operation } from "@groundwork/rehearse/cloud/cloud";
import { Refusal } from "@groundwork/rehearse/cloud/refusals";
import type { Change, OperationName } from "@groundwork/rehearse/lifecycle/operations";
import { type Base, isOfChange, keptBy } from "./base";
import { unexpectedChanges, vanished } from "./checks";
import type { Fault } from "./kinds";
import { removeByHand } from "./recovery";
import { isOn, type TestStack } from "./test-stack";

/** Injects one fault into one resource. Returns the problems found afterwards. */
export async function injectSingleFault(
  testStack: TestStack,
  base: Base,
  { kind, target }: Fault,
): Promise<string[]> {
  switch (kind) {
    case "create":
      return upAfter(testStack, base, target, { from: "empty", fault: "create", when: "before" });
    case "lost":
      return upAfter(testStack, base, target, { from: "empty", fault: "create", when: "after" });
    case "update":
      return upAfter(testStack, base, target, { from: "asked", fault: "update", when: "before" });
    case "replace":
      return [
        ...(await upAfter(testStack, base, target, { from: "asked", fault: "create", when: "before" })),
        ...(await upAfter(testStack, base, target, { from: "asked", fault: "delete", when: "before" })),
      ];
    case "delete":
      return destroyAfter(testStack, base, target);
    default:
      throw new Error(`${kind} does not affect a single resource`);
  }
}

interface Way {
  readonly from: "empty" | "asked";
  readonly fault: Operation["kind"];
  readonly when: "before" | "after";
}

async function upAfter(
  testStack: TestStack,
  base: Base,
  urn: string,
  { from, fault, when }: Way,
): Promise<string[]> {
  testStack.restore(base[from]);
  const before = testStack.cloud.list();
  const problems = await fail(testStack, "up", urn, fault, when);
  // Other resources may have been created at the same time, and they must stay.
  if (when === "after") problems.push(...removeByHand(testStack));
  problems.push(...testStack.disagreements());
  const halfway = testStack.cloud.list();
  const kept = (all: typeof before) => (from === "empty" ? all : keptBy(base, all));
  problems.push(...vanished(kept(before), halfway));

  const { changes } = await testStack.run("up");
  const isAllowed = (change: Change) =>
    from === "empty" ? change.op === "create" : isOfChange(base, change);
  problems.push(...unexpectedChanges(changes, isAllowed), ...vanished(kept(halfway), testStack.cloud.list()));
  return [...problems, ...(await settled(testStack))];
}

async function destroyAfter(testStack: TestStack, base: Base, urn: string): Promise<string[]> {
  testStack.restore(base.unguarded);
  const problems = await fail(testStack, "destroy", urn, "delete", "before");
  problems.push(...testStack.disagreements());
  const { changes } = await testStack.run("destroy");
  problems.push(...unexpectedChanges(changes, ({ op }) => op === "delete"));
  return [
    ...problems,
    ...testStack.cloud.list().map(({ name, type }) => `left in the cloud: ${name} (${type})`),
  ];
}

/** Runs an operation with one injected fault. Returns a problem if the operation does not fail because of it. */
async function fail(
  testStack: TestStack,
  operation: OperationName,
  urn: string,
  fault: Operation["kind"],
  when: "before" | "after",
): Promise<string[]> {
  let hit = false;
  const inject = (now: Operation) => {
    if (hit || now.kind !== fault || !isOn(urn, now)) return;
    hit = true;
    throw new Refusal("InternalFailure: injected");
  };
  if (when === "before") testStack.interceptBefore(inject);
  else testStack.interceptAfter(inject);
  const failure = await testStack.failureOf(operation);
  testStack.stopFaults();
  if (!hit) return ["the fault was never injected"];
  return failure?.includes("InternalFailure: injected") ? [] : [`the engine did not report it: ${failure}`];
}

/** The changes that a preview still shows, and the differences between state and cloud. */
export async function settled(testStack: TestStack): Promise<string[]> {
  const { changes } = await testStack.run("preview");
  return [
    ...unexpectedChanges(changes, () => false).map((each) => `the next preview: ${each}`),
    ...testStack.disagreements(),
  ];
}
