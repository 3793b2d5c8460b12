import { type Action, act } from "@groundwork/delivery/release/actions";
import { parseRollout } from "@groundwork/delivery/release/rollout";
import { until } from "@groundwork/testbed/processes/until";
import { stringify } from "yaml";
import { versionServices } from "../../../k8s/releases/strategy";
import type { RolloutCluster } from "../rollouts/cluster";
import { Controller } from "./controller";
import { FollowedIngress } from "./followed-ingress";
import { buildObjects, names, type OtherTimes, pods } from "./objects";
import type { ReleaseSetting } from "./scenarios";
import { Signals } from "./signals";
import type { Version } from "./versions";

/** What the scenarios read of a Rollout. */
export interface RolloutState {
  readonly metadata: { readonly generation: number };
  readonly status?: {
    readonly observedGeneration?: string;
    readonly phase?: string;
    readonly message?: string;
    readonly abort?: boolean;
    readonly currentPodHash?: string;
    readonly stableRS?: string;
    readonly pauseConditions?: readonly { readonly reason: string }[] | null;
    readonly canary?: { readonly weights?: { readonly canary?: { readonly weight: number } } };
  };
}

/** Whether the current version gets all requests. */
export function isComplete({ metadata, status }: RolloutState): boolean {
  return (
    status?.observedGeneration === String(metadata.generation) &&
    status.phase === "Healthy" &&
    status.stableRS === status.currentPodHash
  );
}

/** The gallery's API in a separate namespace with a controller, a Prometheus and a load balancer that follows the Ingress. */
export class ReleasedGallery {
  private constructor(
    private readonly cluster: RolloutCluster,
    readonly namespace: string,
    readonly controller: Controller,
    readonly signals: Signals,
    private readonly ingress: FollowedIngress,
  ) {}

  /** Creates everything, and waits until the version `running` serves. */
  static async deploy(
    cluster: RolloutCluster,
    namespace: string,
    setting: ReleaseSetting,
    other: OtherTimes = {},
  ): Promise<ReleasedGallery> {
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    const object = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } };
    await cluster.apply([{ file: "namespace.yaml", yaml: stringify(object) }]);
    const signals = await Signals.start(namespace, cluster.plane.kubeconfig);
    const controller = await Controller.start(cluster, namespace);
    const ingress = FollowedIngress.begin(cluster, namespace);
    const gallery = new ReleasedGallery(cluster, namespace, controller, signals, ingress);
    await cluster.apply(await buildObjects(namespace, setting, signals.url, "running", other));
    await until(async () => {
      controller.requireRunning();
      const state = await gallery.state();
      const { message = "" } = state.status ?? {};
      if (message.startsWith("InvalidSpec")) throw new Error(message);
      return isComplete(state);
    }, 240);
    await until(async () => ingress.sends(versionServices(names.service), pods), 60);
    return gallery;
  }

  state(): Promise<RolloutState> {
    return this.cluster.api.get(this.path);
  }

  /** The weight of the new version in percent. */
  async weight(): Promise<number> {
    return (await this.state()).status?.canary?.weights?.canary?.weight ?? 0;
  }

  async release(version: Version): Promise<void> {
    const path = "/spec/template/spec/containers/0/image";
    const change = [{ op: "replace", path, value: `example.com/gallery:${version}` }];
    await this.cluster.api.patch(this.path, change, "application/json-patch+json");
  }

  /** As `groundwork release` does. */
  async act(action: Action, full = false): Promise<void> {
    const kubectl = (...args: readonly string[]) => this.cluster.kubectl(...args);
    await act(kubectl, action, parseRollout(await this.state()), full);
  }

  /** Requests that the load balancer has sent to each Service of a version. */
  requestsByService(): Promise<number[]> {
    return this.ingress.requestsByVersion();
  }

  /** The verdicts so far, such as "api-6d…-2-1 Failed: errors". */
  async verdicts(): Promise<string> {
    const jsonpath =
      '-o=jsonpath={range .items[*]}{.metadata.name} {.status.phase} {.status.message}{"\\n"}{end}';
    return this.kubectl("get", "analysisruns", jsonpath);
  }

  kubectl(...args: string[]): Promise<string> {
    return this.cluster.kubectl("-n", this.namespace, ...args);
  }

  async remove(): Promise<void> {
    this.ingress.end();
    await this.controller.stop();
    await this.signals.stop();
    await this.kubectl("delete", "rollouts", "--all", "--wait=false");
    await this.cluster.kubectl("delete", "namespace", this.namespace, "--wait=false");
    await this.kubectl("delete", "pods", "--all", "--force", "--grace-period=0");
  }

  private get path(): string {
    return `/apis/argoproj.io/v1alpha1/namespaces/${this.namespace}/rollouts/api`;
  }
}
