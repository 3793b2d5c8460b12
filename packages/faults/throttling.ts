/** A cloud in bad weather: it throttles, or answers late. */
import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "@groundwork/rehearse/cloud/refusals";
import type { Base } from "./base";
import { chanceOf } from "./chance";
import { otherThan, vanished } from "./checks";
import type { Fault } from "./kinds";
import { settled } from "./singles";
import type { World } from "./world";

/** How many operations were met in one run, and what is wrong afterwards. */
export interface Weathered {
  readonly met: number;
  readonly problems: readonly string[];
}

/** One operation in twenty is refused, as when the provider has tried often enough; `up` is repeated until it is done. */
export async function throttled(world: World, base: Base, fault: Fault, seed: string): Promise<Weathered> {
  const chance = chanceOf(`${seed}/throttle/${fault.stack}/${fault.target}`);
  world.backTo(base.empty);
  let met = 0;
  world.breakBefore(({ kind }) => {
    if (kind === "read" || chance() >= 0.05) return;
    met += 1;
    throw new Refusal("ThrottlingException: Rate exceeded");
  });
  const problems: string[] = [];
  for (let tries = 1; ; tries += 1) {
    const before = world.cloud.list();
    const failure = await world.failureOf("up");
    problems.push(...world.disagreements(), ...vanished(before, world.cloud.list()));
    if (failure === undefined) break;
    if (!failure.includes("Rate exceeded")) problems.push(failure);
    if (tries === 60 || problems.length > 0)
      return { met, problems: [...problems, `not done after ${tries} tries`] };
  }
  world.mend();
  return { met, problems: [...problems, ...(await settled(world))] };
}

/** Every answer takes up to 50 ms, and one in twenty a second: one `up` must do, whatever comes in which order. */
export async function late(world: World, base: Base, fault: Fault, seed: string): Promise<Weathered> {
  const chance = chanceOf(`${seed}/late/${fault.stack}/${fault.target}`);
  world.backTo(base.empty);
  let met = 0;
  world.breakAfter(async ({ kind }) => {
    if (kind === "read") return;
    const slow = chance() < 0.05;
    if (slow) met += 1;
    await sleep(slow ? 1_000 : 50 * chance());
  });
  const { changes } = await world.run("up");
  world.mend();
  const problems = otherThan(changes, ({ op }) => op === "create");
  return { met, problems: [...problems, ...(await settled(world))] };
}
