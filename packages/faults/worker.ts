/** The worker process that injects faults into one stack. It has its own engine, cloud and state, and reports to its parent. */
import { findEngine } from "@groundwork/rehearse/engine";
import { type Base, makeBase } from "./base";
import { changeable, changed, deletable, deleted } from "./drift";
import { allKinds, fullRun, type Job, onlyRun, sampleRun, targetsOf } from "./jobs";
import { killed } from "./killed";
import { type Fault, type Kind, nameOfFault } from "./kinds";
import type { Orders, Report } from "./messages";
import { interruptRelease, releaseFaults } from "./releases";
import { faultSequences, type Reporter, runSequence } from "./sequences";
import { injectSingleFault } from "./single-fault";
import { TestStack } from "./test-stack";
import { injectLatency, injectThrottling } from "./throttling";

const send = (report: Report) => process.send?.(report);

async function work({ stack, seed, kinds, only, deadline, least, sample, start }: Orders): Promise<void> {
  const engine = await findEngine({ report: { log: () => undefined, during: (_, make) => make() } });
  if ("tried" in engine) throw new Error(engine.tried.map(({ way, why }) => `${way}: ${why}`).join("\n"));
  const testStack = await TestStack.open(stack, engine.command);
  // A signal, or the end of the parent process, removes the temporary files of the stack.
  const end = () => {
    testStack.close();
    process.exit(130);
  };
  for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.once(event, end);
  try {
    const base = await makeBase(testStack);
    const drift = { deleted: deletable(testStack, base), changed: changeable(testStack, base) };
    const targets = targetsOf(base, drift, releaseFaults(base));
    const sizes = Object.fromEntries(allKinds.map((kind) => [kind, targets[kind].length]));
    send({ about: "ready", stack, resources: base.created.length, sizes });
    const wanted = kinds.length > 0 ? kinds : allKinds;
    const all = () =>
      sample ? sampleRun(stack, targets, seed, wanted, start) : fullRun(stack, targets, seed, wanted);
    const jobs = only.length > 0 ? onlyRun(only) : all();
    for (const [done, job] of jobs.entries()) {
      if (deadline !== undefined && done >= least && Date.now() > deadline) break;
      await runJob(testStack, base, job, seed);
    }
  } finally {
    testStack.close();
  }
}

async function runJob(testStack: TestStack, base: Base, job: Job, seed: string): Promise<void> {
  let began = performance.now();
  const reportResult = (kind: Kind, names: readonly string[], count: number, problems: readonly string[]) => {
    const seconds = (performance.now() - began) / 1000;
    began = performance.now();
    send({ about: "result", kind, names, count, problems, seconds });
  };
  if ("sequence" in job) {
    const given = faultSequences(base)[job.sequence];
    const report: Reporter = (kind, target, problems) =>
      reportResult(kind, [nameOfFault({ kind, stack: testStack.stack, target })], 1, problems);
    if (given)
      await guarded(
        (problems) => report(given.kind, "", problems),
        () => runSequence(testStack, given, base, report),
      );
    return;
  }
  const [first] = job.faults;
  if (!first) return;
  const names = job.faults.map(nameOfFault);
  await guarded(
    (problems) => reportResult(first.kind, names, job.faults.length, problems),
    async () => {
      const { injected, problems } = await injectFaults(testStack, base, first, job.faults, seed);
      reportResult(first.kind, names, injected, problems);
    },
  );
}

async function injectFaults(
  testStack: TestStack,
  base: Base,
  first: Fault,
  faults: readonly Fault[],
  seed: string,
) {
  const urns = faults.map(({ target }) => target);
  switch (first.kind) {
    case "kill":
      return { injected: 1, problems: await killed(testStack, base, first, seed) };
    case "release":
      return { injected: 1, problems: await interruptRelease(testStack, base, first) };
    case "throttle":
      return injectThrottling(testStack, base, first, seed);
    case "late":
      return injectLatency(testStack, base, first, seed);
    case "deleted":
      return { injected: urns.length, problems: await deleted(testStack, base, urns) };
    case "changed":
      return { injected: urns.length, problems: await changed(testStack, base, urns) };
    default:
      return {
        injected: first.kind === "replace" ? 2 : 1,
        problems: await injectSingleFault(testStack, base, first),
      };
  }
}

/** A thrown error is reported as a problem, and the run continues with the next fault. */
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
      send({ about: "broken", stack: orders.stack, why: error.stack ?? error.message });
      process.exit(1);
    });
});
