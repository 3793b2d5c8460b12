/** `groundwork bench [--runs N] [--only stacks|growth|report|schemas|refusals]` */
import { Command, Option } from "@commander-js/extra-typings";
import { readSources } from "@groundwork/rehearse/bench/documented-refusals/sources-read";
import { type RefusalCount, summaryOf } from "@groundwork/rehearse/bench/documented-refusals/summary";
import type { EvaluationFigures } from "@groundwork/rehearse/bench/evaluation";
import { measure, median, row } from "@groundwork/rehearse/bench/figures";
import type { Lifecycle } from "@groundwork/rehearse/bench/lifecycle";
import type { RefusalResult } from "@groundwork/rehearse/bench/refusals";
import type { ReportFigures } from "@groundwork/rehearse/bench/report";
import type { SchemaFigures } from "@groundwork/rehearse/bench/schemas";
import { findEngine } from "@groundwork/rehearse/engine";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { readEnvironments } from "@groundwork/rehearse/project/environments";
import { wholeNumber } from "../options";

const parts = ["stacks", "growth", "report", "schemas", "refusals"] as const;

const description = `Measures the program for every environment of environments.yaml: its evaluation, each phase of the lifecycle in the real engine compared with a
baseline (the same number of minimal resources in the same engine), and memory (stacks); how the time of plan grows with
the number of resources (growth); the time to create the report, its size, and the time to open it in a browser
(report); how much of each stack is compared with AWS's resource schemas, and the time that this takes (schemas); and how many
of the refusals that AWS documents the simulated cloud refuses, by kind, service and source of the rule (refusals). Prints the median of the runs and the targets. Run it on an idle machine.`;

export function createCommand() {
  return new Command()
    .description(description)
    .option("--runs <number>", "number of measurements", wholeNumber(1), 3)
    .addOption(new Option("--only <part>", "measure only this part").choices(parts))
    .action(async ({ runs, only }) => {
      const wanted = (part: (typeof parts)[number]) => only === undefined || only === part;
      if (wanted("stacks")) await benchStacks(runs);
      if (wanted("growth")) await benchGrowth(runs);
      if (wanted("report")) await benchReport(runs);
      if (wanted("schemas")) await benchSchemas(runs);
      if (wanted("refusals")) await benchRefusals();
    });
}

/** The environments, in the order of environments.yaml. The targets are for the first one. */
const stacks = () => readEnvironments().map(({ stack }) => stack);

async function benchStacks(runs: number): Promise<void> {
  const engine = await findEngine();
  if ("tried" in engine)
    throw new Explained("No Pulumi engine was found. `npm run rehearse` shows the reason.");
  for (const stack of stacks()) await benchStack(stack, engine.path, runs);
}

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
  row(
    "the whole rehearsal",
    median(lives.map(({ total }) => total)),
    "s",
    stack === stacks()[0] ? 20 : undefined,
  );
  const memory = median(lives.map(({ peakMemory }) => peakMemory));
  row("peak memory of the Node process", memory, "MiB", stack === stacks()[0] ? 600 : undefined);
}

/** Copies of the first environment in one program: the time per resource must not grow with their number. */
async function benchGrowth(runs: number): Promise<void> {
  const [first = ""] = stacks();
  console.log(`\nplan, copies of ${first} in one program, median of ${runs} runs`);
  let single = 0;
  for (const copies of [1, 4, 16]) {
    const figures: EvaluationFigures[] = [];
    for (let run = 0; run < runs; run += 1) figures.push(await measure("evaluation", first, String(copies)));
    const each = median(figures.map(({ seconds, resources }) => (seconds / resources) * 1000));
    if (copies === 1) single = each;
    const name = `${copies} × ${(figures[0]?.resources ?? 0) / copies} resources, ${each.toFixed(2)} ms a resource`;
    row(name, each / single, "times", copies === 16 ? 1.3 : undefined);
  }
}

/** The report and its page in a browser, for every environment, and for two numbers of resources. */
async function benchReport(runs: number): Promise<void> {
  const [first = ""] = stacks();
  console.log(`\nplan with policies and report, median of ${runs} runs`);
  for (const args of [...stacks().map((stack) => [stack]), [first, "100"], [first, "1300"]]) {
    const figures: ReportFigures[] = [];
    for (let run = 0; run < runs; run += 1) figures.push(await measure("report", ...args));
    const whole = args.length === 1;
    const count = figures[0]?.resources;
    const name = whole ? `${args[0]}, ${count} resources` : `${count} resources`;
    const seconds = median(figures.map(({ secondsFromStart }) => secondsFromStart));
    row(`${name}: creation`, seconds, "s", whole ? 6 : undefined);
    row(`${name}: memory`, median(figures.map(({ peakMemory }) => peakMemory)), "MiB");
    row(`${name}: size`, median(figures.map(({ mebibytes }) => mebibytes)), "MiB", 3);
    row(`${name}: usable after`, median(figures.map(({ secondsToView }) => secondsToView)), "s", 2);
  }
}

/** What AWS's resource schemas say about every environment, and what the comparison costs. */
async function benchSchemas(runs: number): Promise<void> {
  console.log(`\nAWS's resource schemas, median of ${runs} runs`);
  for (const stack of stacks()) {
    const figures: SchemaFigures[] = [];
    for (let run = 0; run < runs; run += 1) figures.push(await measure<SchemaFigures>("schemas", stack));
    const [first] = figures;
    if (!first) continue;
    const { resources, types, typesWithSchema, checked, notChecked, refused, kibibytes } = first;
    row(`${stack}: types of ${resources} resources`, types, "");
    row(`${stack}: types with a schema`, typesWithSchema, "");
    row(`${stack}: values compared`, checked, "");
    row(`${stack}: inputs that no schema describes`, notChecked, "");
    row(`${stack}: values refused by a schema`, refused.schemas, "", 0);
    row(`${stack}: values refused by AWS's API reference`, refused.documentation, "", 0);
    row(`${stack}: time added to plan`, median(figures.map(({ seconds }) => seconds)), "s", 1);
    if (stack === stacks().at(-1)) row("size of the schemas", kibibytes, "KiB");
  }
}

/** How many of the refusals that AWS documents the simulated cloud refuses, and which it does not. */
async function benchRefusals(): Promise<void> {
  const results = await measure<readonly RefusalResult[]>("refusals");
  const { byKind, byService, total } = summaryOf(results);
  const columns = ["refused", "of", "by schemas", "by hand", "twins accepted"];
  const line = ({ name, ...count }: RefusalCount) => {
    const { refused, documented, bySchemas, byHand, twinsAccepted } = count;
    const figures = [refused, documented, bySchemas, byHand, twinsAccepted];
    const cells = figures.map((figure, index) => String(figure).padStart(columns[index]?.length ?? 0));
    return `  ${name.padEnd(32)} ${cells.join("  ")}`;
  };
  console.log(`\nDocumented refusals of AWS\n  ${"".padEnd(32)} ${columns.join("  ")}`);
  for (const each of [...byKind, ...byService, total]) console.log(line(each));
  const of = (part: number) => (part / total.documented) * 100;
  row("not refused", 100 - of(total.refused), "%", 5);
  row("twins refused", 100 - of(total.twinsAccepted), "%", 0);
  row("rows not compared with their sources", total.documented - readSources().length, "");
  for (const { type, title, refusedBy, twinRefused } of results) {
    if (refusedBy === undefined) console.log(`  not refused: ${type}: ${title}`);
    if (twinRefused !== undefined) console.log(`  twin refused: ${type}: ${title}`);
  }
}
