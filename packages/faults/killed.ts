/** Kills the engine at a moment that depends on the seed, and recovers the stack as described in docs/state.md. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Change, OperationName } from "@groundwork/rehearse/lifecycle/operations";
import { type Base, isOfChange, keptBy } from "./base";
import { chanceOf } from "./chance";
import { unexpectedChanges, vanished } from "./checks";
import type { Fault } from "./kinds";
import { engineOf, recover } from "./recovery";
import { settled } from "./single-fault";
import type { TestStack } from "./test-stack";

/** Maximum duration of an operation in milliseconds. It is long enough that several run when the engine is killed. */
const LATENCY = 80;

export async function killed(
  testStack: TestStack,
  base: Base,
  { stack, target }: Fault,
  seed: string,
): Promise<string[]> {
  const chance = chanceOf(`${seed}/kill/${stack}/${target}`);
  const ways: readonly (readonly [keyof Base & ("empty" | "asked" | "unguarded"), OperationName, number])[] =
    [
      ["empty", "up", base.created.length],
      ["asked", "up", base.updated.length],
      ["unguarded", "destroy", base.created.length],
    ];
  const [from, operation, steps] = ways[Math.floor(chance() * 10) % 3] ?? ["empty", "up", 1];
  const fatal = 1 + Math.floor(chance() * (steps - 1));
  const delay = Math.floor(chance() * LATENCY);

  testStack.restore(base[from]);
  const before = testStack.cloud.list();
  let begun = 0;
  let pid: number | undefined;
  let dead: Promise<void> | undefined;
  testStack.interceptBefore(async ({ kind }) => {
    if (kind === "read") return;
    begun += 1;
    if (begun === 1) pid = await engineOf(testStack);
    if (begun === fatal) {
      dead = sleep(delay).then(() => {
        if (pid !== undefined) process.kill(pid, "SIGKILL");
      });
    }
    await sleep(LATENCY * chance());
  });
  testStack.interceptDuring(() => sleep(LATENCY * chance()));
  const failure = await testStack.failureOf(operation);
  await dead;
  if (failure === undefined) return [`${operation} ended before it was killed, at step ${fatal} of ${begun}`];
  // Operations that had started in the cloud run to completion, except those of Helm, which runs in the provider.
  await sleep(2 * LATENCY);
  testStack.stopFaults();

  const problems: string[] = [];
  const { locks } = await recover(testStack);
  if (locks !== 1) problems.push(`${locks} locks were left`);
  problems.push(...testStack.orphans().map(({ name, type }) => `${name} (${type}) is not in the state`));
  const halfway = testStack.cloud.list();
  const { changes } = await testStack.run(operation);
  if (operation === "destroy") {
    problems.push(...unexpectedChanges(changes, ({ op }) => op === "delete"));
    return [
      ...problems,
      ...testStack.cloud.list().map(({ name, type }) => `left in the cloud: ${name} (${type})`),
    ];
  }
  // Adopted resources are compared with the program again, so they may be updated.
  const isAllowed = (change: Change) =>
    from === "empty" ? ["create", "update"].includes(change.op) : isOfChange(base, change);
  problems.push(...unexpectedChanges(changes, isAllowed));
  const stay = (all: typeof before) => (from === "empty" ? all : keptBy(base, all));
  problems.push(
    ...vanished(stay(before), testStack.cloud.list()),
    ...vanished(stay(halfway), testStack.cloud.list()),
  );
  return [...problems, ...(await settled(testStack))];
}
