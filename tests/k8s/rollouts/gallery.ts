import type { Manifest } from "@groundwork/rehearse/plan/manifests";
import { loopbackOf, type PodObject } from "@groundwork/testbed/kubelet/pod-object";
import { followEndpoints } from "@groundwork/testbed/load-balancer/endpoints";
import { type Delays, TargetGroup } from "@groundwork/testbed/load-balancer/target-group";
import { until } from "@groundwork/testbed/processes/until";
import { parse, stringify } from "yaml";
import { image } from "../../../k8s/image";
import { delays, healthCheck } from "../../../k8s/target-health";
import { manifestsInTurn } from "../manifests-in-turn";
import type { RolloutCluster } from "./cluster";

/** For the first pods of a scenario, which get no requests yet. */
const noDelay: Delays = {
  controllerSeconds: 0,
  propagationSeconds: 0,
  firstCheckSeconds: 0,
  checkSeconds: 0,
};
/** The slow end of each delay. */
const slowEnd: Delays = {
  controllerSeconds: delays.controllerSeconds.max,
  propagationSeconds: delays.propagationSeconds.max,
  firstCheckSeconds: healthCheck.intervalSeconds,
  checkSeconds: healthCheck.timeoutSeconds,
};

/** Fields of a Deployment and its pods to replace, to compare figures. */
interface Figures {
  readonly minReadySeconds: number;
  readonly maxSurge: number | string;
  readonly drainSeconds: number;
  readonly terminationGracePeriodSeconds: number;
}

/** How the API is deployed. */
export interface Deployed {
  /** Minimum of the autoscaler. */
  readonly pods: number;
  /** Maximum of the autoscaler. Default: the minimum. */
  readonly maximum?: number;
  readonly cpuRequestMillicores?: number;
  /** Other figures than those of the manifests. */
  readonly figures?: Figures;
}

/** Names that two kinds of manifests in the gallery's namespace have for the API, and the quota. */
const wanted = /^(api|quota|defaults|gallery-api-\w+)$/;

/** The gallery's API in a separate namespace, behind the load balancer. */
export class RolledGallery {
  private readonly ending = new AbortController();

  private constructor(
    private readonly cluster: RolloutCluster,
    readonly namespace: string,
    readonly group: TargetGroup,
  ) {}

  /**
   * Creates the namespace with the objects that `up` creates for prod's API, and waits until all pods get requests. Their
   * first registration has no delays; everything after it has the slow end of each delay.
   */
  static async deploy(
    cluster: RolloutCluster,
    namespace: string,
    { pods, maximum = pods, cpuRequestMillicores = 250, figures }: Deployed,
  ): Promise<RolledGallery> {
    const manifests = await manifestsInTurn({
      apiReplicasMin: pods,
      apiReplicasMax: maximum,
      apiCpuRequestMillicores: cpuRequestMillicores,
    });
    const own = manifests.filter((each) => each.namespace === "gallery" && wanted.test(each.name));
    const objects = own.map((each) => ({ ...each, yaml: moveTo(each, namespace, figures) }));
    await cluster.apply([{ file: "00-namespace.yaml", yaml: stringify(namespaceObject(namespace)) }]);
    const onChange = (healthy: string[]) => cluster.balancer.setTargets(namespace, healthy);
    const group = new TargetGroup(namespace, { ...healthCheck, path: "/readyz" }, noDelay, onChange);
    cluster.balancer.setTargets(namespace, []);
    cluster.balancer.setRoute(namespace, [{ targets: namespace, weight: 100 }]);
    const gallery = new RolledGallery(cluster, namespace, group);
    void followEndpoints(cluster.api, { namespace, name: "api", port: "http" }, group, gallery.ending.signal);
    await cluster.apply(objects);
    await gallery.untilHealthy(pods, 300);
    group.delays = slowEnd;
    return gallery;
  }

  async pods(): Promise<PodObject[]> {
    const { items } = await this.cluster.api.get<{ items: PodObject[] }>(
      `/api/v1/namespaces/${this.namespace}/pods`,
    );
    return items;
  }

  /** Waits until exactly this number of targets is healthy, and no other exists. */
  async untilHealthy(count: number, seconds: number): Promise<void> {
    await until(async () => {
      const states = [...this.group.states().values()];
      return states.length === count && states.every((state) => state === "healthy");
    }, seconds);
  }

  /** Waits until the load balancer has checked a pod one to two seconds ago: the next check is almost an interval away. */
  async untilJustChecked(pod: PodObject | undefined): Promise<void> {
    const ip = pod?.status?.podIP;
    if (ip === undefined) throw new Error(`the pod ${pod?.metadata.name} has no address`);
    const address = `${loopbackOf(ip)}:${image.httpPort}`;
    await until(async () => {
      const seconds = this.group.secondsSinceCheck(address) ?? 0;
      return seconds >= 1 && seconds < 2;
    }, 60);
  }

  /** Begins a rollout of another image. */
  async setImage(tag: string): Promise<void> {
    const spec = {
      template: { spec: { containers: [{ name: "api", image: `example.com/gallery:${tag}` }] } },
    };
    await this.cluster.api.patch(`/apis/apps/v1/namespaces/${this.namespace}/deployments/api`, { spec });
  }

  kubectl(...args: string[]): Promise<string> {
    return this.cluster.kubectl("-n", this.namespace, ...args);
  }

  /** Waits until the Deployment's rollout is complete, and its previous pods have ended. */
  async untilRolledOut(seconds: number): Promise<void> {
    await this.kubectl("rollout", "status", "deployment/api", `--timeout=${seconds}s`);
    await this.untilNoPodTerminates();
  }

  async untilNoPodTerminates(seconds = 180): Promise<void> {
    await until(
      async () => (await this.pods()).every(({ metadata }) => metadata.deletionTimestamp === undefined),
      seconds,
    );
  }

  /** Deletes the namespace's pods at once. */
  async remove(): Promise<void> {
    this.ending.abort();
    this.group.stop();
    await this.cluster.kubectl("delete", "namespace", this.namespace, "--wait=false");
    await this.kubectl("delete", "pods", "--all", "--force", "--grace-period=0");
  }
}

const namespaceObject = (name: string) => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
});

function moveTo({ kind, yaml }: Manifest, namespace: string, figures?: Figures): string {
  const object = parse(yaml);
  object.metadata.namespace = namespace;
  // Drains of one scenario must not evict the pods of another one.
  if (kind === "Deployment") object.spec.template.metadata.labels.scenario = namespace;
  if (kind === "Deployment" && figures !== undefined) {
    const { spec } = object;
    spec.minReadySeconds = figures.minReadySeconds;
    spec.strategy.rollingUpdate.maxSurge = figures.maxSurge;
    spec.template.spec.terminationGracePeriodSeconds = figures.terminationGracePeriodSeconds;
    spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds = figures.drainSeconds;
  }
  return stringify(object);
}
