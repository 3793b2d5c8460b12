/** `groundwork faults [--sample SEED]`, or `npm run test:faults`: injects every fault that a rehearsal can inject into every environment. */
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { Command } from "@commander-js/extra-typings";
import { allKinds, leastJobs } from "@groundwork/faults/jobs";
import { type Fault, isKind, KINDS, type Kind, readFault } from "@groundwork/faults/kinds";
import type { Orders, Report } from "@groundwork/faults/messages";
import { type FaultResult, formatTally, missingKinds, possibleKinds, totals } from "@groundwork/faults/tally";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { findEnvironment, readEnvironments } from "@groundwork/rehearse/project/environments";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { collect, numberBetween } from "../options";
import { failUnless } from "../status";

const description = `Injects faults into every environment of environments.yaml on the real engine and a simulated cloud, and checks that the stacks recover: the state
is readable, the next up completes the stack, every resource is in the state, no resource is replaced without need, and no
data is lost. Runs one process per stack. A full run takes about half an hour on two cores.`;

interface Options {
  readonly sample?: string | undefined;
  readonly minutes: number;
  readonly kind?: readonly string[] | undefined;
  readonly stack?: readonly string[] | undefined;
  readonly only?: readonly string[] | undefined;
  readonly seed?: string | undefined;
}

export function createCommand() {
  return new Command()
    .description(description)
    .option(
      "--sample <seed>",
      "run as many faults of each kind as fit into --minutes; the seed, for example a commit, selects them",
    )
    .option(
      "--minutes <minutes>",
      "time limit of the sample, after one fault of each kind",
      numberBetween(0.1, 600, " minutes"),
      5,
    )
    .option("--kind <kind>", `only this kind, may be repeated: ${Object.keys(KINDS).join(", ")}`, collect)
    .option("--stack <name>", "only this stack, may be repeated", collect)
    .option(
      "--only <fault>",
      "only this fault, may be repeated: KIND:URN or KIND:STACK#NUMBER, as printed by a run",
      collect,
    )
    .option("--seed <seed>", "seed of a full run: selects the moments of kill, throttle and late")
    .action(async (options) => failUnless(await breakStacks(options)));
}

async function breakStacks(options: Options): Promise<boolean> {
  const start = Date.now();
  const { minutes } = options;
  const only = (options.only ?? []).map(readFault);
  const kinds = (options.kind ?? []).map(kindOf);
  const seed = options.sample ?? options.seed ?? randomBytes(4).toString("hex");
  const sample = options.sample !== undefined;
  const stacks = [
    ...new Set(only.length > 0 ? only.map(({ stack }) => stack) : stacksOf(options.stack ?? [])),
  ];
  // A fault that has started when the time is over still has to finish.
  const deadline = sample ? start + minutes * 60_000 * 0.85 : undefined;
  const least = leastJobs((kinds.length > 0 ? kinds : allKinds).length, stacks.length);
  const repeat = sample ? `--sample ${seed} --minutes ${minutes}` : `--seed ${seed}`;
  const again = (names: readonly string[]) =>
    `npm run test:faults -- --seed ${seed} ${names.map((name) => `--only '${name}'`).join(" ")}`;
  console.log(`Seed ${seed}. Repeat this run: npm run test:faults -- ${repeat}\n`);

  const results: FaultResult[] = [];
  const sizes: Readonly<Record<string, number>>[] = [];
  const broken: string[] = [];
  const onReport = (report: Report) => {
    if (report.about === "result") results.push(report);
    if (report.about === "ready") sizes.push(report.sizes);
    if (report.about === "broken") broken.push(`${report.stack}: ${report.why}`);
    print(report, again);
  };
  const ends = stacks.map(async (stack, at) => {
    const own = only.filter((fault) => fault.stack === stack);
    const { status, output } = await send(
      { stack, seed, kinds, only: own, deadline, least, sample, start: at / stacks.length },
      onReport,
    );
    if (status !== 0) broken.push(`${stack}: its process exited with ${status ?? "a signal"}\n${output}`);
  });
  await Promise.all(ends);

  console.log(`\n${formatTally(results, again).join("\n")}`);
  const missing =
    only.length > 0 ? [] : missingKinds(results, kinds.length > 0 ? kinds : possibleKinds(allKinds, sizes));
  if (missing.length > 0)
    console.log(`\nNo faults were injected of: ${missing.join(", ")}. Increase --minutes.`);
  for (const why of broken) console.log(`\nABORTED: ${why}`);
  const { injected, survived } = totals(results);
  const whole = broken.length === 0 && missing.length === 0;
  const passed = whole && injected > 0 && injected === survived;
  const took = ((Date.now() - start) / 1000).toFixed(0);
  console.log(
    `\n${passed ? "Passed" : "FAILED"}: ${injected} faults injected, ${survived} survived, in ${took} s. Seed ${seed}.`,
  );
  return passed;
}

/** The exit status of a worker process, and the end of its stderr. */
interface WorkerExit {
  readonly status: number | null;
  readonly output: string;
}

/**
 * Starts a worker process with its orders. The SDK writes to stderr about every program that a fault interrupts, so stderr
 * is shown only if the process itself fails.
 */
function send(orders: Orders, onReport: (report: Report) => void): Promise<WorkerExit> {
  return new Promise((resolve, reject) => {
    const child = fork(require.resolve("@groundwork/faults/worker.ts"), {
      cwd: projectFolder,
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    let output = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000);
    });
    const stop = () => child.kill();
    process.once("exit", stop);
    child.on("message", onReport);
    child.once("error", reject);
    child.once("close", (status) => {
      process.removeListener("exit", stop);
      resolve({ status, output });
    });
    child.send(orders);
  });
}

function print(report: Report, again: (names: readonly string[]) => string): void {
  if (report.about === "ready") {
    const sizes = Object.entries(report.sizes).map(([kind, count]) => `${kind} ${count}`);
    console.log(`${report.stack}: ${report.resources} resources; possible faults: ${sizes.join(", ")}`);
  }
  if (report.about !== "result") return;
  const { names, problems, seconds } = report;
  const [name = ""] = names;
  const what = names.length > 1 ? `${name} and ${names.length - 1} more` : name;
  console.log(`  ${problems.length === 0 ? "ok" : "FAILED"}  ${seconds.toFixed(1).padStart(5)} s  ${what}`);
  for (const problem of problems.slice(0, 5)) console.log(`      ${problem.replaceAll("\n", "\n      ")}`);
  if (problems.length > 0) console.log(`      ${again(names)}`);
}

function kindOf(text: string): Kind {
  if (isKind(text)) return text;
  throw new Explained(`--kind is ${text}; it must be one of ${Object.keys(KINDS).join(", ")}`);
}

function stacksOf(given: readonly string[]): readonly Fault["stack"][] {
  const environments = readEnvironments();
  const chosen = given.map((stack) => findEnvironment(environments, stack));
  return (given.length > 0 ? chosen : environments).map(({ stack }) => stack);
}
