import { setTimeout as sleep } from "node:timers/promises";
import { followEndpoints } from "@groundwork/testbed/load-balancer/endpoints";
import { followIngress, type Rule, type WeightedGroup } from "@groundwork/testbed/load-balancer/ingress";
import { TargetGroup } from "@groundwork/testbed/load-balancer/target-group";
import { servicePort, versionServices } from "../../../k8s/releases/strategy";
import type { RolloutCluster } from "../rollouts/cluster";
import { names, times } from "./objects";

interface Followed {
  readonly group: TargetGroup;
  readonly ending: AbortController;
}

type GroupName = Pick<WeightedGroup, "service" | "port">;
const keyOf = ({ service, port }: GroupName) => `${service}-${port}`;

/**
 * The load balancer of an Ingress, as its controller builds it: a target group for each Service and port that a rule names, whose targets are
 * checked from then on, and the weights. A target group that no rule names any more is deleted.
 */
export class FollowedIngress {
  private readonly groups = new Map<string, Followed>();
  private readonly ending = new AbortController();
  private shares: readonly WeightedGroup[] = [];

  private constructor(
    private readonly cluster: RolloutCluster,
    private readonly namespace: string,
  ) {}

  static begin(cluster: RolloutCluster, namespace: string): FollowedIngress {
    const followed = new FollowedIngress(cluster, namespace);
    void followIngress(
      cluster.api,
      { namespace, name: names.ingress },
      (rules) => void followed.build(rules),
      followed.ending.signal,
    );
    return followed;
  }

  /** Whether only these Services get requests, and each that gets some has so many healthy targets. */
  sends(services: readonly string[], targets: number): boolean {
    const used = this.shares.filter(({ weight }) => weight > 0);
    const healthy = (each: GroupName) => this.groups.get(keyOf(each))?.group.healthy().length ?? 0;
    return (
      used.length > 0 && used.every((each) => services.includes(each.service) && healthy(each) >= targets)
    );
  }

  /** Requests that it has sent to the Service of each of the two versions. */
  requestsByVersion(): Promise<number[]> {
    return Promise.all(
      versionServices(names.service).map((service) => {
        const set = this.setOf({ service, port: String(servicePort) });
        return this.cluster.balancer.statistic(`cluster.${set}.upstream_rq_total`);
      }),
    );
  }

  end(): void {
    this.ending.abort();
    for (const each of this.groups.values()) this.stop(each);
  }

  private async build(rules: readonly Rule[]): Promise<void> {
    const { controllerSeconds, propagationSeconds } = times.delays;
    const named = rules.flatMap(({ groups }) => groups);
    for (const each of named) this.create(each);
    await sleep((controllerSeconds + propagationSeconds) * 1000);
    if (this.ending.signal.aborted) return;
    const shares = rules.find(({ host }) => host === undefined)?.groups ?? [];
    this.shares = shares;
    this.cluster.balancer.setRoute(
      this.namespace,
      shares.map((each) => ({ targets: this.setOf(each), weight: each.weight })),
    );
    const kept = new Set(named.map(keyOf));
    for (const [key, each] of this.groups) {
      if (kept.has(key)) continue;
      this.stop(each);
      this.groups.delete(key);
    }
  }

  private create(each: GroupName): void {
    if (this.groups.has(keyOf(each))) return;
    const set = this.setOf(each);
    this.cluster.balancer.setTargets(set, []);
    const onChange = (healthy: string[]) => this.cluster.balancer.setTargets(set, healthy);
    const check = { ...times.healthCheck, path: "/readyz" };
    const group = new TargetGroup(set, check, times.delays, onChange);
    const ending = new AbortController();
    this.groups.set(keyOf(each), { group, ending });
    // Both forms of the port are those of the container's port `http`.
    const service = { namespace: this.namespace, name: each.service, port: "http" };
    void followEndpoints(this.cluster.api, service, group, ending.signal);
  }

  private stop({ group, ending }: Followed): void {
    ending.abort();
    group.stop();
  }

  private readonly setOf = (each: GroupName) => `${this.namespace}-${keyOf(each)}`;
}
