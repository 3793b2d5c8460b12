/** An application whose strategy changes under load: from rolling updates to a canary, back, and to a canary again. */
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "@groundwork/testbed/processes/until";
import { parse, stringify } from "yaml";
import { versionServices } from "../../../k8s/releases/strategy";
import type { RolloutCluster } from "../rollouts/cluster";
import { Load } from "../rollouts/load";
import { Controller } from "./controller";
import { FollowedIngress } from "./followed-ingress";
import { buildObjects, names, pods } from "./objects";
import { isComplete, type RolloutState } from "./released-gallery";
import type { Outcome } from "./report";
import { type Bar, canaryOf } from "./scenarios";

export const strategyChange = {
  name: "rolling updates changed to a canary, back, and to a canary again",
  id: "strategy",
  bar: { ending: "complete", failedRatio: 0, weight: 100 } satisfies Bar,
} as const;

type Objects = Awaited<ReturnType<typeof buildObjects>>;

/** Time limit of a change, in seconds. */
const limitSeconds = 240;
const { id: namespace } = strategyChange;
const versions = versionServices(names.service);

export async function playStrategyChange(
  cluster: RolloutCluster,
  rate: number,
  progress: (line: string) => void,
): Promise<Outcome> {
  const rolling = await buildObjects(namespace, undefined, "", "running");
  // The first version of a Rollout has no steps, and so asks no queries.
  const canary = await buildObjects(namespace, canaryOf(rate), "http://127.0.0.1:1", "running");
  const object = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
  await cluster.apply([{ file: "namespace.yaml", yaml: stringify(object) }]);
  const controller = await Controller.start(cluster, namespace);
  const ingress = FollowedIngress.begin(cluster, namespace);
  await cluster.apply(rolling);
  await until(async () => ingress.sends([names.service], pods), limitSeconds);
  progress(`begins  ${strategyChange.name}`);
  const load = new Load(cluster.balancer.url, namespace, rate);
  const began = Date.now();
  const change = async (what: string, act: () => Promise<void>, services: readonly string[]) => {
    await act();
    await until(async () => ingress.sends(services, pods), limitSeconds);
    // Until the pods of the previous strategy get no more requests.
    await sleep(5_000);
    progress(`${namespace}: ${what}, ${load.failures} of ${load.requests} requests failed so far`);
  };
  try {
    await load.warmedUp();
    const toCanary = () => useRollout(cluster, rolling, canary);
    await change("a canary", toCanary, versions);
    await change("rolling updates", () => useDeployment(cluster, canary, rolling), [names.service]);
    await change("a canary again", toCanary, versions);
    const counts = await ingress.requestsByVersion();
    const observed = {
      ...({ ending: "complete", weight: 100, message: "" } as const),
      seconds: (Date.now() - began) / 1000,
      newRequests: counts.reduce((sum, count) => sum + count, 0),
    };
    return { scenario: strategyChange, observed, load: await load.finish(1) };
  } catch (error) {
    progress(`log of the controller of ${namespace}:\n${controller.output().slice(-3_000)}`);
    return { scenario: strategyChange, error: String(error), load: await load.finish(0) };
  } finally {
    ingress.end();
    await controller.stop();
    const inNamespace = (...args: string[]) => cluster.kubectl("-n", namespace, "delete", ...args);
    await inNamespace("rollouts", "--all", "--wait=false");
    await cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    await inNamespace("pods", "--all", "--force", "--grace-period=0");
  }
}

/** As `up` does: the Rollout does not wait for the Ingress, and the Deployment is deleted at the end. */
async function useRollout(cluster: RolloutCluster, before: Objects, after: Objects): Promise<void> {
  await cluster.apply(after);
  const path = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts/${names.service}`;
  await until(async () => isComplete(await cluster.api.get<RolloutState>(path)), limitSeconds);
  await remove(cluster, before, after);
}

/** As `up` does: the Ingress is changed once the Deployment's pods are available, and the Rollout is deleted at the end. */
async function useDeployment(cluster: RolloutCluster, before: Objects, after: Objects): Promise<void> {
  const isIngress = ({ yaml }: Objects[number]) => parse(yaml).kind === "Ingress";
  await cluster.apply(after.filter((each) => !isIngress(each)));
  const wait = ["rollout", "status", `deployment/${names.service}`, `--timeout=${limitSeconds}s`];
  await cluster.kubectl("-n", namespace, ...wait);
  await cluster.apply(after.filter(isIngress));
  await remove(cluster, before, after);
}

/** Deletes what is not there after a change; what uses other objects first. */
async function remove(cluster: RolloutCluster, before: Objects, after: Objects): Promise<void> {
  const nameOf = ({ yaml }: Objects[number]) => {
    const { kind, metadata } = parse(yaml);
    return `${kind}/${metadata.name}`;
  };
  const kept = new Set(after.map(nameOf));
  const gone = before.map(nameOf).filter((each) => !kept.has(each));
  const isLast = (name: string) => !/^(Rollout|Deployment)\//.test(name);
  for (const each of gone.sort((one, other) => Number(isLast(one)) - Number(isLast(other))))
    await cluster.kubectl("-n", namespace, "delete", each, "--cascade=foreground");
}
