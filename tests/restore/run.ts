/** `npm run test:restore`: restores a real PostgreSQL server from its WAL archive to random times. */

import { NoMount } from "@groundwork/testbed/processes/small-disk";
import { Command } from "commander";
import { exitAfter, startStopwatch } from "../scenarios/run";
import { expectWhole, faults } from "./faults";
import { fullArchive } from "./full-archive";
import type { Comparison } from "./log";
import { archiveTimeoutSeconds, loseServer, type Stage } from "./stage";

const description = `Writes to a PostgreSQL server that archives its WAL, takes base backups under load, and loses the server with its disk.
Restores it to random times, and compares each result with the log of the writers: exactly the transactions that were
committed before the time must be there. Then causes faults; each must end in an error that names the cause, and lose nothing.`;

interface Options {
  readonly sample?: true;
}

void new Command("npm run test:restore --")
  .description(description)
  .option("--sample", "at most one minute: fewer transactions, times and faults")
  .allowExcessArguments(false)
  .showHelpAfterError("See: npm run test:restore -- --help")
  .action((options: Options) => exitAfter(run(options)))
  .parseAsync();

async function run({ sample = false }: { sample?: boolean }): Promise<boolean> {
  const { progress, seconds } = startStopwatch(1);
  const problems: string[] = [];
  const stage = await loseServer(sample ? 2_000 : 20_000, progress);
  try {
    const latest = await measureLoss(stage, problems, progress);
    const inventory = stage.archive.inventory().join("\n");
    await restoreToTimes(stage, latest, sample ? 3 : 10, problems, progress);
    await causeFaults(stage, latest, sample, problems, progress);
    if (stage.archive.inventory().join("\n") !== inventory) problems.push("a restore changed the archive");
  } finally {
    await stage.stop();
  }
  await attempt("the archive's disk is full under load", problems, progress, () => fullArchive(progress));
  for (const problem of problems) console.log(`\nFAILED: ${problem}`);
  console.log(
    `\n${problems.length === 0 ? "Passed" : `FAILED: ${problems.length} problems`} in ${seconds().toFixed(0)} s.`,
  );
  return problems.length === 0;
}

/** Restores everything that was archived, and returns the last time to which a restore is possible. */
async function measureLoss(
  stage: Stage,
  problems: string[],
  progress: (line: string) => void,
): Promise<number> {
  const { restored, comparison, newest, reachable } = await stage.restoreAndCompare("latest");
  const acknowledged = stage.log.filter(
    ({ acknowledged, rolledBack }) => acknowledged !== undefined && !rolledBack,
  );
  const lost = acknowledged.filter(({ acknowledged = 0 }) => acknowledged > newest).length;
  const seconds = (stage.lostAt - newest) / 1000;
  progress(
    `server lost with its disk after ${acknowledged.length} transactions: restored in ${restored.seconds.total.toFixed(1)} s ` +
      `(${restored.segments} segments); the last ${lost} transactions, ${seconds.toFixed(1)} s, were not archived`,
  );
  // The archive's timeout, its copy, and a machine that does other work.
  const most = archiveTimeoutSeconds + 5;
  if (seconds > most) problems.push(`${seconds} s were lost, and ${most} s are allowed`);
  report("everything archived", comparison, problems);
  return reachable;
}

async function restoreToTimes(
  stage: Stage,
  latest: number,
  count: number,
  problems: string[],
  progress: (line: string) => void,
): Promise<void> {
  const earliest = stage.archive.completeBackups()[0]?.endedAt.getTime() ?? 0;
  for (let number = 1; number <= count; number += 1) {
    const time = new Date(Math.floor(earliest + 1 + Math.random() * (latest - earliest - 1)));
    const title = `time ${number} of ${count}, ${time.toISOString()}`;
    await attempt(title, problems, progress, async () => {
      const { restored, comparison } = await stage.restoreAndCompare(time);
      const { present, inFlight, lost, invented, torn } = comparison;
      report(title, comparison, problems);
      const { total, copy } = restored.seconds;
      return (
        `${present} transactions there, ${lost.length} lost, ${invented.length} invented, ${torn.length} torn, ` +
        `${inFlight} in flight; ${total.toFixed(1)} s (copy ${copy.toFixed(1)} s, ${restored.segments} segments)`
      );
    });
  }
}

async function causeFaults(
  stage: Stage,
  latest: number,
  sample: boolean,
  problems: string[],
  progress: (line: string) => void,
): Promise<void> {
  const time = new Date(latest);
  for (const fault of faults.filter(({ inSample }) => inSample || !sample))
    await attempt(fault.name, problems, progress, async () => {
      const message = await fault.run(stage, time);
      if (!fault.says.test(message)) throw new Error(`the message does not say ${fault.says}: ${message}`);
      return message;
    });
  await attempt("after all faults", problems, progress, async () => {
    await expectWhole(stage, "latest");
    return "a restore finds everything";
  });
}

/** Runs one check, prints its result, and continues with the next one after a failure. */
async function attempt(
  title: string,
  problems: string[],
  progress: (line: string) => void,
  work: () => Promise<string>,
): Promise<void> {
  try {
    progress(`${title}: ${await work()}`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof NoMount && process.env.CI !== "true")
      return progress(`${title}: not run. ${message}`);
    progress(`${title}: FAILED: ${message}`);
    problems.push(`${title}: ${message}`);
  }
}

function report(title: string, { lost, invented, torn }: Comparison, problems: string[]): void {
  for (const [what, keys] of Object.entries({ lost, invented, torn }))
    if (keys.length > 0) problems.push(`${title}: ${keys.length} ${what}: ${keys.slice(0, 5).join(", ")}`);
}
