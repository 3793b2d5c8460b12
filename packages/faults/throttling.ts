/** A cloud that throttles or responds late. */
import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "@groundwork/rehearse/cloud/refusals";
import type { Base } from "./base";
import { chanceOf } from "./chance";
import { unexpectedChanges, vanished } from "./checks";
import type { Fault } from "./kinds";
import { settled } from "./single-fault";
import type { TestStack } from "./test-stack";

/** How many faults were injected in one run, and the problems found afterwards. */
export interface RunResult {
  readonly injected: number;
  readonly problems: readonly string[];
}

/** One operation in twenty is throttled, as after the provider's last retry. `up` is repeated until it succeeds. */
export async function injectThrottling(
  testStack: TestStack,
  base: Base,
  fault: Fault,
  seed: string,
): Promise<RunResult> {
  const chance = chanceOf(`${seed}/throttle/${fault.stack}/${fault.target}`);
  testStack.restore(base.empty);
  let injected = 0;
  testStack.interceptBefore(({ kind }) => {
    if (kind === "read" || chance() >= 0.05) return;
    injected += 1;
    throw new Refusal("ThrottlingException: Rate exceeded");
  });
  const problems: string[] = [];
  for (let tries = 1; ; tries += 1) {
    const before = testStack.cloud.list();
    const failure = await testStack.failureOf("up");
    problems.push(...testStack.disagreements(), ...vanished(before, testStack.cloud.list()));
    if (failure === undefined) break;
    if (!failure.includes("Rate exceeded")) problems.push(failure);
    if (tries === 60 || problems.length > 0)
      return { injected, problems: [...problems, `not finished after ${tries} attempts`] };
  }
  testStack.stopFaults();
  return { injected, problems: [...problems, ...(await settled(testStack))] };
}

/** A response takes up to 50 ms, one in twenty takes 1 s: one `up` must succeed in any order of responses. */
export async function injectLatency(
  testStack: TestStack,
  base: Base,
  fault: Fault,
  seed: string,
): Promise<RunResult> {
  const chance = chanceOf(`${seed}/late/${fault.stack}/${fault.target}`);
  testStack.restore(base.empty);
  let injected = 0;
  testStack.interceptAfter(async ({ kind }) => {
    if (kind === "read") return;
    const slow = chance() < 0.05;
    if (slow) injected += 1;
    await sleep(slow ? 1_000 : 50 * chance());
  });
  const { changes } = await testStack.run("up");
  testStack.stopFaults();
  const problems = unexpectedChanges(changes, ({ op }) => op === "create");
  return { injected, problems: [...problems, ...(await settled(testStack))] };
}
