/** `groundwork faults [--sample SEED]`, or `npm run test:faults`: breaks dev and prod in every way that a rehearsal can break them. */
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { Command } from "@commander-js/extra-typings";
import { allKinds } from "@groundwork/faults/jobs";
import { type Fault, isKind, KINDS, type Kind, readFault } from "@groundwork/faults/kinds";
import type { Orders, Report } from "@groundwork/faults/messages";
import { formatTally, type Met, totals, unmet } from "@groundwork/faults/tally";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { collect, numberBetween } from "../options";
import { failUnless } from "../status";

const description = `Breaks dev and prod on the real engine and a simulated cloud, and looks whether everything is survived: the state can
be read, the next up goes on and ends where it should, nothing exists that no state knows, nothing is replaced that need
not be, no data is lost. Two processes, one a stack; all of it takes about half an hour on two cores.`;

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
      "of each kind as many as fit into the minutes; the seed (a commit, say) decides which",
    )
    .option("--minutes <minutes>", "how long the sample may take", numberBetween(0.1, 600, " minutes"), 5)
    .option("--kind <kind>", `only this kind, may be repeated: ${Object.keys(KINDS).join(", ")}`, collect)
    .option("--stack <name>", "only this stack, may be repeated: dev, prod", collect)
    .option(
      "--only <fault>",
      "exactly this one, may be repeated: KIND:URN or KIND:STACK#NUMBER as a run names it",
      collect,
    )
    .option("--seed <seed>", "of a full run: decides the moments of kill, throttle and late")
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
  // What is under way when the time is over still has to end.
  const deadline = sample ? start + minutes * 60_000 * 0.85 : undefined;
  const repeat = sample ? `--sample ${seed} --minutes ${minutes}` : `--seed ${seed}`;
  const again = (names: readonly string[]) =>
    `npm run test:faults -- --seed ${seed} ${names.map((name) => `--only '${name}'`).join(" ")}`;
  console.log(`Seed ${seed}; the same again: npm run test:faults -- ${repeat}\n`);

  const met: Met[] = [];
  const broken: string[] = [];
  const hear = (report: Report) => {
    if (report.about === "met") met.push(report);
    if (report.about === "broken") broken.push(`${report.stack}: ${report.why}`);
    print(report, again);
  };
  const ends = stacks.map(async (stack) => {
    const own = only.filter((fault) => fault.stack === stack);
    const { status, said } = await send({ stack, seed, kinds, only: own, deadline, sample }, hear);
    if (status !== 0) broken.push(`${stack}: its process ended with ${status ?? "a signal"}\n${said}`);
  });
  await Promise.all(ends);

  console.log(`\n${formatTally(met, again).join("\n")}`);
  const missing = only.length > 0 ? [] : unmet(met, kinds.length > 0 ? kinds : allKinds);
  if (missing.length > 0) console.log(`\nNothing was met of: ${missing.join(", ")}. Give it more minutes.`);
  for (const why of broken) console.log(`\nBROKEN OFF: ${why}`);
  const { injected, survived } = totals(met);
  const whole = broken.length === 0 && missing.length === 0;
  const passed = whole && injected > 0 && injected === survived;
  const took = ((Date.now() - start) / 1000).toFixed(0);
  console.log(
    `\n${passed ? "Passed" : "FAILED"}: ${injected} faults injected, ${survived} survived, in ${took} s. Seed ${seed}.`,
  );
  return passed;
}

/** How a process ended: its status, and what it said last. */
interface End {
  readonly status: number | null;
  readonly said: string;
}

/**
 * Lets a process work on its orders. The SDK complains there of every program that a fault cut off; that is told only
 * when the process itself breaks.
 */
function send(orders: Orders, hear: (report: Report) => void): Promise<End> {
  return new Promise((resolve, reject) => {
    const child = fork(require.resolve("@groundwork/faults/worker.ts"), {
      cwd: projectFolder,
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    });
    const stop = () => child.kill();
    process.once("exit", stop);
    child.on("message", hear);
    child.once("error", reject);
    child.once("close", (status) => {
      process.removeListener("exit", stop);
      resolve({ status, said });
    });
    child.send(orders);
  });
}

function print(report: Report, again: (names: readonly string[]) => string): void {
  if (report.about === "ready") {
    const sizes = Object.entries(report.sizes).map(([kind, count]) => `${kind} ${count}`);
    console.log(`${report.stack}: ${report.resources} resources; can be met: ${sizes.join(", ")}`);
  }
  if (report.about !== "met") return;
  const { names, problems, seconds } = report;
  const [name = ""] = names;
  const what = names.length > 1 ? `${name} and ${names.length - 1} more` : name;
  console.log(`  ${problems.length === 0 ? "ok" : "FAILED"}  ${seconds.toFixed(1).padStart(5)} s  ${what}`);
  for (const problem of problems.slice(0, 5)) console.log(`      ${problem.replaceAll("\n", "\n      ")}`);
  if (problems.length > 0) console.log(`      ${again(names)}`);
}

function kindOf(text: string): Kind {
  if (isKind(text)) return text;
  throw new Explained(`--kind is ${text}; allowed are ${Object.keys(KINDS).join(", ")}`);
}

function stacksOf(given: readonly string[]): readonly Fault["stack"][] {
  const allowed = ["dev", "prod"];
  const other = given.find((stack) => !allowed.includes(stack));
  if (other !== undefined) throw new Explained(`--stack is ${other}; allowed are dev and prod`);
  return given.length > 0 ? given : allowed;
}
