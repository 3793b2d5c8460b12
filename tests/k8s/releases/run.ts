/** `npm run test:releases`: releases good and bad versions under load, and measures how each release ends. */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { ensureArgoRollouts } from "@groundwork/testbed/argo-rollouts/index";
import { temporaryFolder } from "@groundwork/testbed/processes/temporary";
import { ensurePrometheus } from "@groundwork/testbed/prometheus/index";
import { Command } from "commander";
import { exitAfter, idsOf, inLanes, listIds, positiveNumber, startStopwatch } from "../../scenarios/run";
import { RolloutCluster } from "../rollouts/cluster";
import { Load, type LoadResult } from "../rollouts/load";
import { installTypes } from "./controller";
import { sampleTimes } from "./objects";
import { drawRelease } from "./picture";
import { ReleaseRecord } from "./record";
import { ReleasedGallery } from "./released-gallery";
import { findProblems, formatEnding, formatTable, type Outcome } from "./report";
import { playRollingUpdate, rollingUpdate } from "./rolling";
import { blueGreen, canaryOf, estimateSeconds, type Scenario, scenarios } from "./scenarios";
import { playStrategyChange, strategyChange } from "./strategy-change";
import { beginLaterFault, faultOf } from "./versions";
import { ReleaseWatch } from "./watch";

const description = `Releases versions of the gallery with the controller of Argo Rollouts on a real control plane. Each pod is a process of the
gallery, Envoy divides the requests by the weights in the Ingress, and Prometheus decides. A run of everything takes up to 25 minutes.`;

interface Options {
  readonly only?: readonly string[];
  readonly sample?: true;
  readonly repeat?: number;
  readonly rate?: number;
  readonly lanes?: number;
  readonly picture?: string;
}

const noRequests: LoadResult = { requests: 0, failed: 0, failures: new Map(), seconds: 0 };

/** Scenarios that are no release: a change of the strategy, and a rolling update for comparison. */
const others = [
  { ...strategyChange, play: playStrategyChange },
  { ...rollingUpdate, play: playRollingUpdate },
];
const everything = [...scenarios, ...others];

void new Command("npm run test:releases --")
  .description(description)
  .option(
    "--only <scenario>",
    `only this scenario, may be repeated: ${listIds(everything)}`,
    idsOf(everything),
  )
  .option("--sample", "at most two minutes: a bad version, and one that is promoted by hand")
  .option(
    "--repeat <number>",
    "how often each scenario runs (errors and good: 10, others: 1)",
    positiveNumber,
  )
  .option("--rate <number>", "requests per second of each scenario (77, in the sample 120)", positiveNumber)
  .option("--lanes <number>", "releases at the same time (6, in the sample 2)", positiveNumber)
  .option("--picture <file>", "draws the first release as SVG, once it has ended as it must")
  .allowExcessArguments(false)
  .showHelpAfterError("See: npm run test:releases -- --help")
  .action((options: Options) => exitAfter(run(options)))
  .parseAsync();

async function run(options: Options): Promise<boolean> {
  const { progress, seconds } = startStopwatch();
  const { sample = false } = options;
  const { rate = sample ? 120 : 77, lanes = sample ? 2 : 6 } = options;
  const chosen = choose(options, rate);
  console.log(
    `${chosen.length} releases on ${cpus().length} CPUs, ${lanes} at the same time, ${rate} requests per second each.\n`,
  );
  await ensureArgoRollouts(progress);
  await ensurePrometheus(progress);
  const shared = temporaryFolder("groundwork-releases-");
  const cluster = await RolloutCluster.start(progress, (pod) => faultOf(pod, shared.path));
  const outcomes: Outcome[] = [];
  try {
    await installTypes(cluster);
    await inLanes(chosen, lanes, async (next) => {
      const playing =
        "play" in next
          ? next.play(cluster, rate, progress)
          : play(cluster, next, { folder: shared.path, rate, sample }, progress);
      const outcome = await playing.catch(
        (error: unknown): Outcome => ({ scenario: next, error: `not deployed: ${error}`, load: noRequests }),
      );
      progress(formatTable([outcome]).join("\n"));
      outcomes.push(outcome);
    });
  } finally {
    await cluster.stop();
    shared.remove();
  }
  console.log(`\n${formatTable(outcomes).join("\n")}`);
  for (const error of cluster.errors) console.log(`\nERROR of a kubelet: ${error}`);
  if (options.picture !== undefined) drawFirst(outcomes, options.picture);
  const passed =
    cluster.errors.length === 0 &&
    outcomes.length === chosen.length &&
    outcomes.every((outcome) => findProblems(outcome).length === 0);
  console.log(`\n${passed ? "Passed" : "FAILED"}: ${outcomes.length} releases in ${seconds().toFixed(0)} s.`);
  return passed;
}

async function play(
  cluster: RolloutCluster,
  scenario: Scenario,
  { folder, rate, sample }: { readonly folder: string; readonly rate: number; readonly sample: boolean },
  progress: (line: string) => void,
): Promise<Outcome> {
  const setting = scenario.strategy === "blueGreen" ? blueGreen : canaryOf(rate);
  const gallery = await ReleasedGallery.deploy(cluster, scenario.id, setting, sample ? sampleTimes : {});
  progress(`begins  ${scenario.name}`);
  const load = new Load(cluster.balancer.url, scenario.id, rate * (scenario.load ?? 1));
  let record: ReleaseRecord | undefined;
  try {
    await load.warmedUp();
    record = await ReleaseRecord.begin(gallery, load);
    const watch = await ReleaseWatch.begin(gallery, setting);
    let settled = false;
    const [observed] = await Promise.all([
      watch.end(() => settled),
      scenario.run({ gallery, setting, becomeBad: () => beginLaterFault(folder, scenario.id) }).then(() => {
        settled = true;
      }),
    ]);
    const moments = await record.end();
    return { scenario, observed, moments, load: await load.finish(scenario.requests ?? 1) };
  } catch (error) {
    progress(`log of the controller of ${scenario.id}:\n${gallery.controller.output().slice(-3_000)}`);
    return { scenario, error: String(error), load: await load.finish(0) };
  } finally {
    await record?.end();
    await gallery.remove();
  }
}

function drawFirst(outcomes: readonly Outcome[], file: string): void {
  const drawn = outcomes.find(
    (outcome) => findProblems(outcome).length === 0 && outcome.moments !== undefined,
  );
  if (drawn?.observed === undefined || drawn.moments === undefined) {
    console.log("\nNo picture was drawn: no release that was recorded has ended as it must.");
    return;
  }
  const { scenario, observed, moments } = drawn;
  const ending = formatEnding(observed, scenario.bar);
  writeFileSync(file, drawRelease({ title: scenario.name, ending, moments }));
  console.log(`\nThe picture of "${scenario.name}": ${file}`);
}

/** Longest first, so that no lane is left alone with a long one. Repetitions have their own namespaces. */
function choose({ only, sample, repeat }: Options, rate: number) {
  const isChosen = ({ id, inSample }: { readonly id: string; readonly inSample?: true }) =>
    only?.includes(id) ?? (sample !== true || inSample === true);
  const played = scenarios.filter(isChosen).flatMap((scenario) =>
    Array.from({ length: repeat ?? (only || sample ? 1 : (scenario.times ?? 1)) }, (_, at) => ({
      ...scenario,
      ...(at === 0 ? {} : { id: `${scenario.id}-${at + 1}` }),
    })),
  );
  const seconds = (scenario: Scenario) => estimateSeconds(scenario, rate);
  return [...played.sort((one, other) => seconds(other) - seconds(one)), ...others.filter(isChosen)];
}
