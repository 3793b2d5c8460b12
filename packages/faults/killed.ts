/** The engine is killed at a moment that the seed decides, and the stack recovered as docs/state.md says. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Change, OperationName } from "@groundwork/rehearse/lifecycle/operations";
import { type Base, isOfChange, keptBy } from "./base";
import { chanceOf } from "./chance";
import { otherThan, vanished } from "./checks";
import type { Fault } from "./kinds";
import { engineOf, recover } from "./recovery";
import { settled } from "./singles";
import type { World } from "./world";

/** How long an operation takes here, in milliseconds at most: several are under way when the engine dies. */
const LATENCY = 80;

export async function killed(
  world: World,
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

  world.backTo(base[from]);
  const before = world.cloud.list();
  let begun = 0;
  let pid: number | undefined;
  let dead: Promise<void> | undefined;
  world.breakBefore(async ({ kind }) => {
    if (kind === "read") return;
    begun += 1;
    if (begun === 1) pid = await engineOf(world);
    if (begun === fatal) {
      dead = sleep(delay).then(() => {
        if (pid !== undefined) process.kill(pid, "SIGKILL");
      });
    }
    await sleep(LATENCY * chance());
  });
  const failure = await world.failureOf(operation);
  await dead;
  if (failure === undefined) return [`${operation} ended before it was killed, at step ${fatal} of ${begun}`];
  // What was under way in the cloud goes on to its end.
  await sleep(2 * LATENCY);
  world.mend();

  const problems: string[] = [];
  const { locks } = await recover(world);
  if (locks !== 1) problems.push(`${locks} locks were left`);
  problems.push(...world.orphans().map(({ name, type }) => `no state knows ${name} (${type})`));
  const halfway = world.cloud.list();
  const { changes } = await world.run(operation);
  if (operation === "destroy") {
    problems.push(...otherThan(changes, ({ op }) => op === "delete"));
    return [
      ...problems,
      ...world.cloud.list().map(({ name, type }) => `left in the cloud: ${name} (${type})`),
    ];
  }
  // What was being created is compared anew with the program when it was adopted.
  const may = (change: Change) =>
    from === "empty" ? ["create", "update"].includes(change.op) : isOfChange(base, change);
  problems.push(...otherThan(changes, may));
  const stay = (all: typeof before) => (from === "empty" ? all : keptBy(base, all));
  problems.push(
    ...vanished(stay(before), world.cloud.list()),
    ...vanished(stay(halfway), world.cloud.list()),
  );
  return [...problems, ...(await settled(world))];
}
