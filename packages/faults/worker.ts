/** The process that breaks one stack: it has its own engine, cloud and state, and reports to its parent. */
import { findEngine } from "@groundwork/rehearse/engine";
import { type Base, makeBase } from "./base";
import { changeable, changed, deletable, deleted } from "./drift";
import { allKinds, fullRun, type Job, onlyRun, sampleRun, targetsOf } from "./jobs";
import { killed } from "./killed";
import { type Fault, type Kind, nameOfFault } from "./kinds";
import type { Orders, Report } from "./messages";
import { single } from "./singles";
import { type Met, walk, walks } from "./walks";
import { late, throttled } from "./weather";
import { World } from "./world";

const say = (report: Report) => process.send?.(report);

async function work({ stack, seed, kinds, only, deadline, sample }: Orders): Promise<void> {
  const engine = await findEngine({ report: { say: () => undefined, during: (_, make) => make() } });
  if ("tried" in engine) throw new Error(engine.tried.map(({ way, why }) => `${way}: ${why}`).join("\n"));
  const world = await World.open(stack, engine.command);
  // Told to end, or left alone by its parent: nothing of the world stays behind.
  const end = () => {
    world.close();
    process.exit(130);
  };
  for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.once(event, end);
  try {
    const base = await makeBase(world);
    const drift = { deleted: deletable(world, base), changed: changeable(world, base) };
    const targets = targetsOf(base, drift);
    const sizes = Object.fromEntries(allKinds.map((kind) => [kind, targets[kind].length]));
    say({ about: "ready", stack, resources: base.created.length, sizes });
    const wanted = kinds.length > 0 ? kinds : allKinds;
    const all = () => (sample ? sampleRun : fullRun)(stack, targets, seed, wanted);
    const jobs = only.length > 0 ? onlyRun(only) : all();
    for (const job of jobs) {
      if (deadline !== undefined && Date.now() > deadline) break;
      await meet(world, base, job, seed);
    }
  } finally {
    world.close();
  }
}

async function meet(world: World, base: Base, job: Job, seed: string): Promise<void> {
  let began = performance.now();
  const tell = (kind: Kind, names: readonly string[], count: number, problems: readonly string[]) => {
    const seconds = (performance.now() - began) / 1000;
    began = performance.now();
    say({ about: "met", kind, names, count, problems, seconds });
  };
  if ("walk" in job) {
    const given = walks(base)[job.walk];
    const met: Met = (kind, target, problems) =>
      tell(kind, [nameOfFault({ kind, stack: world.stack, target })], 1, problems);
    if (given)
      await guarded(
        (problems) => met(given.kind, "", problems),
        () => walk(world, given, base, met),
      );
    return;
  }
  const [first] = job.faults;
  if (!first) return;
  const names = job.faults.map(nameOfFault);
  await guarded(
    (problems) => tell(first.kind, names, job.faults.length, problems),
    async () => {
      const { met, problems } = await meetAll(world, base, first, job.faults, seed);
      tell(first.kind, names, met, problems);
    },
  );
}

async function meetAll(world: World, base: Base, first: Fault, faults: readonly Fault[], seed: string) {
  const urns = faults.map(({ target }) => target);
  switch (first.kind) {
    case "kill":
      return { met: 1, problems: await killed(world, base, first, seed) };
    case "throttle":
      return throttled(world, base, first, seed);
    case "late":
      return late(world, base, first, seed);
    case "deleted":
      return { met: urns.length, problems: await deleted(world, base, urns) };
    case "changed":
      return { met: urns.length, problems: await changed(world, base, urns) };
    default:
      return { met: first.kind === "replace" ? 2 : 1, problems: await single(world, base, first) };
  }
}

/** What is thrown is a problem like any other: the run goes on with the next fault. */
async function guarded(
  problem: (problems: readonly string[]) => void,
  run: () => Promise<void>,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    problem([error instanceof Error ? error.message : String(error)]);
  }
}

process.once("message", (orders: Orders) => {
  work(orders)
    .then(() => process.exit(0))
    .catch((error: Error) => {
      say({ about: "broken", stack: orders.stack, why: error.stack ?? error.message });
      process.exit(1);
    });
});
