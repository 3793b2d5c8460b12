/** The monitoring chart, installed and updated by Helm on a real Kubernetes API with the values of the stacks. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runOrThrow } from "@groundwork/rehearse/engine/child";
import { renderManifests } from "@groundwork/rehearse/plan/manifests";
import { ensureHelm } from "@groundwork/testbed/helm";
import { until } from "@groundwork/testbed/processes/until";
import { stringify } from "yaml";
import { nodeExporterNamespace } from "../../../../k8s/monitoring/values";
import { namespace } from "../../../../k8s/monitoring/values/common";
import { stackOf } from "../../stack";
import { Cluster } from "../cluster";
import { chartFolder, withChart } from "./chart";

interface List<Item> {
  readonly items: readonly Item[];
}
interface Named {
  readonly metadata: { readonly name: string; readonly namespace: string };
}
interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}
interface Deployment extends Named {
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly Container[] } } };
}
interface Budget extends Named {
  readonly spec: { readonly minAvailable?: number; readonly maxUnavailable?: number };
}

withChart("the monitoring chart on a cluster", () => {
  let cluster: Cluster;
  let program: string;
  let folder: string;

  beforeAll(async () => {
    program = await ensureHelm();
    folder = mkdtempSync(join(tmpdir(), "groundwork-installed-"));
    cluster = await Cluster.start();
  }, 600_000);
  afterAll(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Applies the stack's other objects of monitoring, then installs or updates the release with its values. */
  async function deploy(stack: string): Promise<void> {
    const { resources } = await stackOf(stack);
    const names = [namespace, nodeExporterNamespace];
    const manifests = renderManifests(resources).filter(({ kind, name, namespace: own }) =>
      names.includes(kind === "Namespace" ? name : (own ?? "")),
    );
    // No load balancer controller runs here, and a Secret's value is not in a manifest.
    const applied = manifests.filter(({ kind }) => !/^(Ingress|Secret)$/.test(kind));
    expect(applied.length).toBeGreaterThan(5);
    expect(await cluster.apply(applied, "--force-conflicts")).toMatchObject({ code: 0 });
    const release = resources.find(({ type }) => type === "kubernetes:helm.sh/v3:Release");
    const file = join(folder, "values.yaml");
    writeFileSync(file, stringify(release?.inputs.values));
    const where = ["-n", namespace, "--kubeconfig", cluster.kubeconfig];
    const upgrade = ["upgrade", "--install", "monitoring", chartFolder, ...where, "-f", file];
    runOrThrow(program, upgrade, { limit: 60_000 });
  }
  const items = async <Item extends Named>(kind: string) =>
    (await cluster.get<List<Item>>(kind, "--all-namespaces")).items.filter(
      ({ metadata }) => metadata.namespace === namespace,
    );
  const budgets = async () =>
    (await items<Budget>("poddisruptionbudgets")).map(({ metadata, spec }) => ({
      name: metadata.name,
      ...spec,
    }));

  test("is accepted with dev's values, and its pods by quota, limits and Pod Security", async () => {
    await deploy("dev");
    const deployments = await items<Deployment>("deployments");
    expect(deployments.map(({ metadata }) => metadata.name).sort()).toEqual([
      "monitoring-grafana",
      "monitoring-kube-state-metrics",
      "monitoring-operator",
    ]);
    const pods = await until(async () => {
      const names = (await items<Named>("pods")).map(({ metadata }) => metadata.name);
      return (
        deployments.every(({ metadata }) => names.some((name) => name.startsWith(metadata.name))) && names
      );
    });
    expect(pods).toHaveLength(deployments.length);
    const events = await cluster.get<List<{ reason: string; message: string }>>("events", "--all-namespaces");
    expect(events.items.filter(({ reason }) => /^Failed/.test(reason)).map(({ message }) => message)).toEqual(
      [],
    );
    expect(await budgets()).toEqual([]);
  }, 120_000);

  test("is updated to prod's values, whose two replicas each have a budget, and back", async () => {
    await deploy("prod");
    expect(await budgets()).toEqual([
      expect.objectContaining({ name: "monitoring-alertmanager", minAvailable: 1 }),
      expect.objectContaining({ name: "monitoring-prometheus", minAvailable: 1 }),
    ]);
    await deploy("dev");
    expect(await budgets()).toEqual([]);
  }, 120_000);

  test("gives Grafana our GOMEMLIMIT after the chart's, so that ours counts, also after an update", async () => {
    const [grafana] = (await items<Deployment>("deployments")).filter(({ metadata }) =>
      /grafana/.test(metadata.name),
    );
    const container = grafana?.spec.template.spec.containers.find(({ name }) => name === "grafana");
    const limits = container?.env?.filter(({ name }) => name === "GOMEMLIMIT") ?? [];
    expect(limits.at(-1)?.value).toMatch(/^\d+MiB$/);
  });
});
