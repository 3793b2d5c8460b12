/** Single faults, with the engine's usual parallelism: one failure, then the way back, then nothing left to do. */
import type { Operation } from "@groundwork/rehearse/cloud/cloud";
import { Refusal } from "@groundwork/rehearse/cloud/refusals";
import type { Change, OperationName } from "@groundwork/rehearse/lifecycle/operations";
import { type Base, isOfChange, keptBy } from "./base";
import { otherThan, vanished } from "./checks";
import type { Fault } from "./kinds";
import { removeByHand } from "./recovery";
import { isOn, type World } from "./world";

/** Meets one fault on one resource. Gives what is wrong afterwards, as sentences. */
export async function single(world: World, base: Base, { kind, target }: Fault): Promise<string[]> {
  switch (kind) {
    case "create":
      return upAfter(world, base, target, { from: "empty", fault: "create", when: "before" });
    case "lost":
      return upAfter(world, base, target, { from: "empty", fault: "create", when: "after" });
    case "update":
      return upAfter(world, base, target, { from: "asked", fault: "update", when: "before" });
    case "replace":
      return [
        ...(await upAfter(world, base, target, { from: "asked", fault: "create", when: "before" })),
        ...(await upAfter(world, base, target, { from: "asked", fault: "delete", when: "before" })),
      ];
    case "delete":
      return destroyAfter(world, base, target);
    default:
      throw new Error(`${kind} does not meet a single resource`);
  }
}

interface Way {
  readonly from: "empty" | "asked";
  readonly fault: Operation["kind"];
  readonly when: "before" | "after";
}

async function upAfter(world: World, base: Base, urn: string, { from, fault, when }: Way): Promise<string[]> {
  world.backTo(base[from]);
  const before = world.cloud.list();
  const problems = await fail(world, "up", urn, fault, when);
  // Others may have been created beside it, and they must stay.
  if (when === "after") problems.push(...removeByHand(world));
  problems.push(...world.disagreements());
  const halfway = world.cloud.list();
  const kept = (all: typeof before) => (from === "empty" ? all : keptBy(base, all));
  problems.push(...vanished(kept(before), halfway));

  const { changes } = await world.run("up");
  const may = (change: Change) => (from === "empty" ? change.op === "create" : isOfChange(base, change));
  problems.push(...otherThan(changes, may), ...vanished(kept(halfway), world.cloud.list()));
  return [...problems, ...(await settled(world))];
}

async function destroyAfter(world: World, base: Base, urn: string): Promise<string[]> {
  world.backTo(base.unguarded);
  const problems = await fail(world, "destroy", urn, "delete", "before");
  problems.push(...world.disagreements());
  const { changes } = await world.run("destroy");
  problems.push(...otherThan(changes, ({ op }) => op === "delete"));
  return [...problems, ...world.cloud.list().map(({ name, type }) => `left in the cloud: ${name} (${type})`)];
}

/** Runs an operation that meets the fault once; gives what is wrong when it did not fail of it. */
async function fail(
  world: World,
  operation: OperationName,
  urn: string,
  fault: Operation["kind"],
  when: "before" | "after",
): Promise<string[]> {
  let hit = false;
  const meet = (now: Operation) => {
    if (hit || now.kind !== fault || !isOn(urn, now)) return;
    hit = true;
    throw new Refusal("InternalFailure: injected");
  };
  if (when === "before") world.breakBefore(meet);
  else world.breakAfter(meet);
  const failure = await world.failureOf(operation);
  world.mend();
  if (!hit) return ["the fault was never met"];
  return failure?.includes("InternalFailure: injected") ? [] : [`the engine did not report it: ${failure}`];
}

/** What a preview would still change, and where state and cloud do not agree. */
export async function settled(world: World): Promise<string[]> {
  const { changes } = await world.run("preview");
  return [
    ...otherThan(changes, () => false).map((each) => `the next preview: ${each}`),
    ...world.disagreements(),
  ];
}
