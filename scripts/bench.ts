/** `npm run bench [-- --runs N]` */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import type { EvaluationFigures } from "./bench/evaluation";
import type { Lifecycle } from "./bench/lifecycle";
import { findEngine } from "./engine";
import { Explained } from "./explained";
import { runScript } from "./script";

const usage = `Usage: npm run bench [-- --runs N]

Measures the program, for dev and prod: its evaluation, each phase of its life in the real engine beside a floor
(as many bare resources through the same engine, in turn with it), memory, and how plan grows with the number of
resources. Prints the median of N runs (default 3) and each target beside it. Needs a machine that is otherwise idle.`;

void runScript(usage, async () => {
  const { values } = parseArgs({ options: { runs: { type: "string", default: "3" } } });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1)
    throw new Explained(`--runs is ${values.runs}; a number from 1 is allowed`);
  const engine = await findEngine();
  if ("tried" in engine)
    throw new Explained("No Pulumi engine can be had here; `npm run rehearse` says why.");
  for (const stack of ["dev", "prod"]) await benchStack(stack, engine.path, runs);
  await benchGrowth(runs);
});

async function benchStack(stack: string, engine: string, runs: number): Promise<void> {
  const evaluations: EvaluationFigures[] = [];
  const lives: Lifecycle[] = [];
  const floors: Lifecycle[] = [];
  for (let run = 0; run < runs; run += 1) {
    evaluations.push(await measure<EvaluationFigures>("evaluation", stack, "1"));
    const life = await measure<Lifecycle>("lifecycle", engine, stack);
    lives.push(life);
    floors.push(await measure<Lifecycle>("lifecycle", engine, stack, String(life.resources)));
  }
  console.log(`\n${stack}: ${lives[0]?.resources} resources, median of ${runs} runs`);
  row("evaluation, loading included", median(evaluations.map((each) => each.secondsFromStart)), "s", 2.5);
  for (const phase of ["preview", "up", "up again", "destroy"]) {
    const own = median(lives.map(({ seconds }) => seconds[phase] ?? 0));
    const floor = median(floors.map(({ seconds }) => seconds[phase] ?? 0));
    row(`${phase}, ${own.toFixed(2)} s; floor ${floor.toFixed(2)} s`, own / floor, "times", 1.5);
  }
  row("the whole rehearsal", median(lives.map(({ total }) => total)), "s", stack === "dev" ? 20 : undefined);
  const memory = median(lives.map(({ peakMemory }) => peakMemory));
  row("peak memory of the Node process", memory, "MiB", stack === "dev" ? 600 : undefined);
}

/** Copies of dev in one program: what a resource costs must not grow with their number. */
async function benchGrowth(runs: number): Promise<void> {
  console.log(`\nplan, copies of dev in one program, median of ${runs} runs`);
  let single = 0;
  for (const copies of [1, 4, 16]) {
    const figures: EvaluationFigures[] = [];
    for (let run = 0; run < runs; run += 1) figures.push(await measure("evaluation", "dev", String(copies)));
    const each = median(figures.map(({ seconds, resources }) => (seconds / resources) * 1000));
    if (copies === 1) single = each;
    const name = `${copies} × ${(figures[0]?.resources ?? 0) / copies} resources, ${each.toFixed(2)} ms a resource`;
    row(name, each / single, "times", copies === 16 ? 1.3 : undefined);
  }
}

async function measure<Figures>(script: string, ...args: string[]): Promise<Figures> {
  const tsx = require.resolve("tsx/cli");
  const file = join(__dirname, "bench", `${script}.ts`);
  const { stdout } = await promisify(execFile)(process.execPath, [tsx, file, ...args], {
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout);
}

function row(name: string, value: number, unit: string, target?: number): void {
  const verdict =
    target === undefined ? "" : `  target ≤ ${target}  ${value <= target ? "reached" : "MISSED"}`;
  const digits = value >= 100 ? 0 : 2;
  console.log(`  ${name.padEnd(44)} ${value.toFixed(digits).padStart(8)} ${unit.padEnd(5)}${verdict}`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
