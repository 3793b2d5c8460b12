/** `npm run test:signals`: logs and traces through the real Collector, with its deployed configuration. */
import { delimiter, dirname } from "node:path";
import { ensureAwsCollector, ensureCollector } from "@groundwork/testbed/collector/index";
import { PartsUnavailable } from "@groundwork/testbed/control-plane/build";
import { findMoto } from "@groundwork/testbed/moto/install";
import { Command } from "commander";
import type { Scenario } from "./scenario";
import { scenarios } from "./scenarios";
import { openStage, type Programs } from "./stage";
import type { StoredRecord } from "./stored";

const description = `Sends the spans and logs of the real gallery, with PostgreSQL and S3, through the Collector's agent and gateway with the
configurations that are deployed, to a receiver that writes what it gets to a file. Only addresses and folders differ.`;

/** Status for what cannot run on this machine. On GitHub, it is a failure. */
const notDone = 69;

interface Options {
  readonly sample?: true;
  readonly only?: string;
}

void new Command("npm run test:signals --")
  .description(description)
  .option("--sample", "at most two minutes: the shortest scenarios")
  .option("--only <text>", "scenarios whose name contains this text")
  .allowExcessArguments(false)
  .showHelpAfterError("See: npm run test:signals -- --help")
  .action(async (options: Options) => {
    process.exit(await run(options));
  })
  .parseAsync();

async function run({ sample = false, only }: { sample?: boolean; only?: string }): Promise<number> {
  const began = Date.now();
  const progress = (line: string) =>
    console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  const chosen = scenarios.filter(({ name, inSample }) =>
    only === undefined ? inSample || !sample : name.includes(only),
  );
  if (chosen.length === 0) {
    console.error(`No scenario has "${only}" in its name. There are:`);
    for (const { name } of scenarios) console.error(`  ${name}`);
    return 1;
  }
  const programs = await findParts(progress, chosen);
  if (programs === undefined) return notDone;
  const stage = await openStage(programs, progress, shorten);
  const problems: string[] = [];
  const missing = new Set<string>();
  const attempt = async ({ name, run: scenario }: Scenario) => {
    try {
      progress(`ok  ${name}: ${await scenario(stage, sample)}`);
    } catch (error) {
      if (error instanceof PartsUnavailable) {
        missing.add(error.message);
        progress(`NOT DONE  ${name}`);
        return;
      }
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      progress(`FAILED  ${problems.at(-1)}`);
      for (const each of [stage.gateway, stage.agent, stage.receiver, ...stage.stores()])
        progress(`${each.name}: ${each.output().slice(-800)}`);
    }
  };
  try {
    for (const scenario of chosen) await attempt(scenario);
  } finally {
    await stage.stop();
  }
  for (const each of missing) console.log(`\nNOT DONE: ${each}`);
  const took = ((Date.now() - began) / 1000).toFixed(0);
  console.log(`\n${problems.length === 0 ? "Passed" : `FAILED: ${problems.length} problems`} in ${took} s.`);
  if (problems.length > 0) return 1;
  return missing.size > 0 ? notDone : 0;
}

/** Returns the Collectors that the scenarios need, with moto on PATH. Undefined if one of these is not available here. */
async function findParts(
  progress: (line: string) => void,
  chosen: readonly Scenario[],
): Promise<Programs | undefined> {
  try {
    process.env.PATH = [dirname(findMoto()), process.env.PATH].join(delimiter);
    const collector = await ensureCollector(progress);
    return chosen.some(({ needsAws }) => needsAws)
      ? { collector, forAws: await ensureAwsCollector(progress) }
      : { collector };
  } catch (error) {
    console.log(`NOT DONE: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Keeps the beginning of long texts only, and their length. */
function shorten(record: StoredRecord): StoredRecord {
  return record.text.length <= 4_096 ? record : { ...record, text: record.text.slice(0, 4_096) };
}
