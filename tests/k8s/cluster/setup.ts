import { PartsUnavailable } from "@groundwork/testbed/control-plane";
import { ensurePrograms } from "@groundwork/testbed/control-plane/build";
import { ensureHelm } from "@groundwork/testbed/helm";
import { ensureEnvoy } from "@groundwork/testbed/load-balancer/install";
import { pullChart } from "./monitoring-chart/pull";
import { providerForTests } from "./real-kubernetes/provider";

/**
 * Builds the control plane and Helm, and downloads Envoy once for all test files. Without them their tests are skipped, which
 * is a failure in CI.
 */
export default async function setup(): Promise<void> {
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  await ensurePart("GROUNDWORK_NO_CONTROL_PLANE", "cluster", async () => {
    await ensurePrograms(progress);
    await ensureHelm(progress);
  });
  await ensurePart("GROUNDWORK_NO_ENVOY", "load balancer", () => ensureEnvoy(progress));
  if (process.env.GROUNDWORK_NO_CONTROL_PLANE === "true") return;
  await findChart();
  findProvider();
}

let removeChart: (() => void) | undefined;
process.once("exit", () => removeChart?.());

/**
 * Sets GROUNDWORK_CHART to the folder of the monitoring chart, unless it names one already. Not every network reaches the chart's
 * repository, so it is a failure on GitHub only; elsewhere the tests that need it are named as not done.
 */
async function findChart(): Promise<void> {
  if (process.env.GROUNDWORK_CHART) return;
  try {
    const { path, remove } = pullChart(await ensureHelm());
    removeChart = remove;
    process.env.GROUNDWORK_CHART = path;
  } catch (error) {
    if (process.env.GITHUB_ACTIONS === "true") throw error;
    process.stderr.write(`\nNOT DONE: the tests in tests/k8s/cluster/monitoring-chart. ${error}\n\n`);
  }
}

/** Sets GROUNDWORK_KUBERNETES_PROVIDER to the path of Pulumi's Kubernetes provider, or names the test that needs it as not done. */
function findProvider(): void {
  const found = providerForTests(process.env);
  if ("path" in found) process.env.GROUNDWORK_KUBERNETES_PROVIDER = found.path;
  else process.stderr.write(`\n${found.notDone}\n\n`);
}

async function ensurePart(missing: string, tests: string, ensure: () => Promise<unknown>): Promise<void> {
  try {
    await ensure();
  } catch (error) {
    if (!(error instanceof PartsUnavailable) || process.env.CI === "true") throw error;
    process.stderr.write(
      `\n${error.message}\nThe ${tests} tests are skipped. With CI=true this is a failure.\n\n`,
    );
    process.env[missing] = "true";
  }
}
