/** A rolling update of a bad version, and its rollback by hand, with the same figures as the releases: for comparison. */

import { loopbackOf, type PodObject } from "@groundwork/testbed/kubelet/pod-object";
import { followEndpoints } from "@groundwork/testbed/load-balancer/endpoints";
import { TargetGroup } from "@groundwork/testbed/load-balancer/target-group";
import { until } from "@groundwork/testbed/processes/until";
import { stringify } from "yaml";
import { image } from "../../../k8s/image";
import type { RolloutCluster } from "../rollouts/cluster";
import { Load } from "../rollouts/load";
import { buildObjects, names, pods, times } from "./objects";
import type { Outcome } from "./report";
import type { Bar } from "./scenarios";
import type { Version } from "./versions";

/** Nothing decides about the version, so it gets all requests. */
export const rollingUpdate = {
  name: "rolling update of a version with 5 % errors, and back by hand",
  id: "rolling",
  bar: { ending: "complete", failedRatio: 0.05, weight: 100, mustFail: true } satisfies Bar,
} as const;

/** Time limit of a rolling update, in seconds. */
const limitSeconds = 240;

export async function playRollingUpdate(
  cluster: RolloutCluster,
  rate: number,
  progress: (line: string) => void,
): Promise<Outcome> {
  const { id: namespace } = rollingUpdate;
  const ending = new AbortController();
  const onChange = (healthy: string[]) => cluster.balancer.setTargets(namespace, healthy);
  const group = new TargetGroup(namespace, { ...times.healthCheck, path: "/readyz" }, times.delays, onChange);
  cluster.balancer.setTargets(namespace, []);
  cluster.balancer.setRoute(namespace, [{ targets: namespace, weight: 100 }]);
  void followEndpoints(cluster.api, { namespace, name: names.service, port: "http" }, group, ending.signal);
  await cluster.apply([
    {
      file: "0.yaml",
      yaml: stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }),
    },
  ]);
  await cluster.apply(await buildObjects(namespace, undefined, "", "running"));
  await until(async () => group.healthy().length >= pods, limitSeconds);
  progress(`begins  ${rollingUpdate.name}`);
  const load = new Load(cluster.balancer.url, namespace, rate);
  try {
    await load.warmedUp();
    const began = Date.now();
    await update(cluster, "five-percent-errors");
    const seconds = (Date.now() - began) / 1000;
    const newRequests = await countAnswered(cluster, "five-percent-errors");
    const decided = Date.now();
    await update(cluster, "running");
    const backSeconds = (Date.now() - decided) / 1000;
    const observed = {
      ending: "complete",
      seconds,
      weight: 100,
      newRequests,
      backSeconds,
      message: "",
    } as const;
    return { scenario: rollingUpdate, observed, load: await load.finish(1) };
  } catch (error) {
    return { scenario: rollingUpdate, error: String(error), load: await load.finish(0) };
  } finally {
    ending.abort();
    group.stop();
    await cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    await cluster.kubectl("-n", namespace, "delete", "pods", "--all", "--force", "--grace-period=0");
  }
}

/** Updates the Deployment, and waits until only pods of the version exist. */
async function update(cluster: RolloutCluster, version: Version): Promise<void> {
  const container = { name: names.service, image: `example.com/gallery:${version}` };
  const path = `/apis/apps/v1/namespaces/${rollingUpdate.id}/deployments/${names.service}`;
  await cluster.api.patch(path, { spec: { template: { spec: { containers: [container] } } } });
  await until(async () => {
    const all = await podsOf(cluster);
    return all.length === pods && all.every((each) => versionOf(each) === version && isReady(each));
  }, limitSeconds);
}

async function podsOf(cluster: RolloutCluster): Promise<readonly PodObject[]> {
  const { items } = await cluster.api.get<{ items: PodObject[] }>(
    `/api/v1/namespaces/${rollingUpdate.id}/pods`,
  );
  return items;
}

const versionOf = ({ spec }: PodObject) => spec.containers[0]?.image.split(":").at(-1);
const isReady = ({ status }: PodObject) =>
  status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True") === true;

/** The requests that the pods of a version have answered, as their metrics say. */
async function countAnswered(cluster: RolloutCluster, version: Version): Promise<number> {
  const counts = (await podsOf(cluster))
    .filter((each) => versionOf(each) === version)
    .map(async ({ status }) => {
      const url = `http://${loopbackOf(status?.podIP ?? "")}:${image.metricsPort}/metrics`;
      const text = await (await fetch(url)).text();
      const lines = text.matchAll(
        /^gallery_http_request_duration_seconds_count\{.*route="\/api\/photos".*\} (\d+)/gm,
      );
      return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
    });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
