/** `npm run test:releases`: releases good and bad versions under load, and measures how each release ends. */
import { cpus } from "node:os";
import { ensureArgoRollouts } from "@groundwork/testbed/argo-rollouts/index";
import { temporaryFolder } from "@groundwork/testbed/processes/temporary";
import { ensurePrometheus } from "@groundwork/testbed/prometheus/index";
import { Command } from "commander";
import { exitAfter, idsOf, inLanes, listIds, positiveNumber, startStopwatch } from "../../scenarios/run";
import { RolloutCluster } from "../rollouts/cluster";
import { Load } from "../rollouts/load";
import { installTypes } from "./controller";
import { ReleasedGallery } from "./released-gallery";
import { findProblems, formatTable, type Outcome } from "./report";
import { blueGreen, canaryOf, type Scenario, scenarios } from "./scenarios";
import { beginLaterFault, faultOf } from "./versions";
import { ReleaseWatch } from "./watch";

const description = `Releases versions of the gallery with the controller of Argo Rollouts on a real control plane. Each pod is a process of the
gallery, Envoy divides the requests by the weights in the Ingress, and Prometheus decides. A run of all scenarios takes an hour.`;

interface Options {
  readonly only?: readonly string[];
  readonly repeat: number;
  readonly rate: number;
  readonly lanes: number;
}

void new Command("npm run test:releases --")
  .description(description)
  .option("--only <scenario>", `only this scenario, may be repeated: ${listIds(scenarios)}`, idsOf(scenarios))
  .option("--repeat <number>", "how often each scenario runs", positiveNumber, 1)
  .option("--rate <number>", "requests per second of each scenario", positiveNumber, 40)
  .option("--lanes <number>", "releases at the same time", positiveNumber, 1)
  .allowExcessArguments(false)
  .showHelpAfterError("See: npm run test:releases -- --help")
  .action((options: Options) => exitAfter(run(options)))
  .parseAsync();

async function run(options: Options): Promise<boolean> {
  const { progress, seconds } = startStopwatch();
  const chosen = choose(options);
  console.log(`${chosen.length} releases on ${cpus().length} CPUs, ${options.lanes} at the same time.\n`);
  await ensureArgoRollouts(progress);
  await ensurePrometheus(progress);
  const shared = temporaryFolder("groundwork-releases-");
  const cluster = await RolloutCluster.start(progress, (pod) => faultOf(pod, shared.path));
  const outcomes: Outcome[] = [];
  try {
    await installTypes(cluster);
    await inLanes(chosen, options.lanes, async (next) => {
      const outcome = await play(cluster, next, { folder: shared.path, rate: options.rate }, progress);
      progress(formatTable([outcome]).join("\n"));
      outcomes.push(outcome);
    });
  } finally {
    await cluster.stop();
    shared.remove();
  }
  console.log(`\n${formatTable(outcomes).join("\n")}`);
  for (const error of cluster.errors) console.log(`\nERROR of a kubelet: ${error}`);
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
  { folder, rate }: { readonly folder: string; readonly rate: number },
  progress: (line: string) => void,
): Promise<Outcome> {
  const setting = scenario.strategy === "blueGreen" ? blueGreen : canaryOf(rate);
  const gallery = await ReleasedGallery.deploy(cluster, scenario.id, setting);
  progress(`begins  ${scenario.name}`);
  const load = new Load(cluster.balancer.url, scenario.id, rate * (scenario.load ?? 1));
  try {
    await load.warmedUp();
    const watch = await ReleaseWatch.begin(gallery, setting);
    let settled = false;
    const [observed] = await Promise.all([
      watch.end(() => settled),
      scenario.run({ gallery, setting, becomeBad: () => beginLaterFault(folder, scenario.id) }).then(() => {
        settled = true;
      }),
    ]);
    return { scenario, observed, load: await load.finish(scenario.requests ?? 1) };
  } catch (error) {
    progress(`log of the controller of ${scenario.id}:\n${gallery.controller.output().slice(-3_000)}`);
    return { scenario, error: String(error), load: await load.finish(0) };
  } finally {
    await gallery.remove();
  }
}

/** Repetitions have their own namespaces. */
function choose({ only, repeat }: Options): readonly Scenario[] {
  const some = scenarios.filter(({ id }) => only?.includes(id) ?? true);
  return Array.from({ length: repeat }, (_, at) =>
    some.map((scenario) => (at === 0 ? scenario : { ...scenario, id: `${scenario.id}-${at + 1}` })),
  ).flat();
}
