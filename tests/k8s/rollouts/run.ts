/** `npm run test:rollouts`: counts the requests that fail while pods start and stop behind a load balancer. */
import { cpus } from "node:os";
import { Command } from "commander";
import { exitAfter, idsOf, inLanes, listIds, positiveNumber, startStopwatch } from "../../scenarios/run";
import { RolloutCluster } from "./cluster";
import { RolledGallery } from "./gallery";
import { Load, type LoadResult } from "./load";
import { formatTable, hasPassed, type Outcome } from "./report";
import { type Scenario, scenarios } from "./scenarios";

const description = `Runs the gallery's API as pods of a real control plane: each pod is a process, and its own probes make it ready. Envoy is
the load balancer, with the slow end of each delay of an Application Load Balancer. Counts the requests that fail during
rolling updates, a rollback, scaling, a drain, a spot notice, and the loss of a pod. A full run takes up to 30 minutes.`;

interface Options {
  readonly sample?: true;
  readonly only?: readonly string[];
  readonly requests: number;
  readonly rate: number;
  readonly lanes: number;
}

/** Requests of each scenario. A sample has no time for more. */
const enough = { full: 20_000, sample: 3_000 };

void new Command("npm run test:rollouts --")
  .description(description)
  .option("--sample", `at most two minutes: the shortest scenarios, at least ${enough.sample} requests each`)
  .option("--only <scenario>", `only this scenario, may be repeated: ${listIds(scenarios)}`, idsOf(scenarios))
  .option("--requests <number>", "requests of each scenario, at least", positiveNumber, enough.full)
  .option("--rate <number>", "requests per second of each scenario", positiveNumber, 75)
  .option("--lanes <number>", "scenarios at the same time", positiveNumber, 3)
  .allowExcessArguments(false)
  .showHelpAfterError("See: npm run test:rollouts -- --help")
  .action((options: Options) => exitAfter(run(options)))
  .parseAsync();

async function run(options: Options): Promise<boolean> {
  const { progress, seconds } = startStopwatch();
  const chosen = choose(options);
  const atLeast = options.sample ? enough.sample : options.requests;
  console.log(`${chosen.length} scenarios on ${cpus().length} CPUs, ${options.lanes} at the same time.`);
  console.log(
    "Faster than in a cluster: the first pods of each scenario are registered without delay, before the load begins; the autoscaler " +
      "decides every 2 s, in a cluster every 15 s; no image is pulled. Nothing else is.\n",
  );
  const cluster = await RolloutCluster.start(progress);
  const outcomes: Outcome[] = [];
  try {
    await inLanes(chosen, options.sample ? chosen.length : options.lanes, async (next) => {
      const outcome = await play(cluster, next, options.rate, atLeast, progress);
      progress(
        `${hasPassed(outcome, atLeast) ? "ok    " : "FAILED"}  ${next.name}: ${outcome.load.failed} failed`,
      );
      outcomes.push(outcome);
    });
  } finally {
    await cluster.stop();
  }
  console.log(`\n${formatTable(outcomes, atLeast).join("\n")}`);
  for (const error of cluster.errors) console.log(`\nERROR of a kubelet: ${error}`);
  const passed =
    cluster.errors.length === 0 &&
    outcomes.length === chosen.length &&
    outcomes.every((outcome) => hasPassed(outcome, atLeast));
  console.log(
    `\n${passed ? "Passed" : "FAILED"}: ${outcomes.length} scenarios in ${seconds().toFixed(0)} s.`,
  );
  return passed;
}

async function play(
  cluster: RolloutCluster,
  scenario: Scenario,
  rate: number,
  atLeast: number,
  progress: (line: string) => void,
): Promise<Outcome> {
  const gallery = await RolledGallery.deploy(cluster, scenario.id, scenario.deployed);
  progress(`begins  ${scenario.name}`);
  const load = new Load(cluster.balancer.url, scenario.id, scenario.requestsPerSecond ?? rate);
  try {
    // The rate has reached its full value.
    await load.warmedUp();
    const start = Date.now();
    const bar = await scenario.run({ cluster, gallery, load });
    const changeSeconds = (Date.now() - start) / 1000;
    return { scenario, load: await load.finish(atLeast), bar, changeSeconds };
  } catch (error) {
    const result: LoadResult = await load.finish(0);
    return {
      scenario,
      load: result,
      bar: { least: 0, most: 0 },
      changeSeconds: result.seconds,
      error: String(error),
    };
  } finally {
    await gallery.remove();
  }
}

function choose({ sample, only }: Options): readonly Scenario[] {
  if (only !== undefined) return scenarios.filter(({ id }) => only.includes(id));
  return scenarios.filter(({ inSample }) => !sample || inSample);
}
