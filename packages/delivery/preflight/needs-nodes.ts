/** What the cluster's nodes need, from the NodePools and Pods of the program. */
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { isProperties, valueAt, valuesAt } from "@groundwork/rehearse/cloud/paths";
import { scalerOf } from "@groundwork/rehearse/plan/releases";

export interface NodeNeeds {
  /** vCPU that the program's pods request at their minimum number; 0 without nodes of On-Demand instances. */
  readonly leastVcpu: number;
  /** Limit of the NodePools; 0 without a limit. */
  readonly mostVcpu: number;
  /** Architectures that nodes can have, such as `arm64`. */
  readonly architectures: readonly string[];
}

/** A pod of a workload: its spec, and the minimum number of pods. */
export interface PodTemplate {
  readonly name: string;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly count: number;
}

const NODE_POOL = "kubernetes:karpenter.sh/v1:NodePool";

export function nodesOf(resources: readonly EvaluatedResource[]): NodeNeeds {
  const pools = resources.filter(({ type }) => type === NODE_POOL);
  const onDemand = pools.filter((pool) => {
    const types = requirement(pool, "karpenter.sh/capacity-type");
    return types.length === 0 || types.includes("on-demand");
  });
  const requested = podsOf(resources).reduce((sum, pod) => sum + pod.count * requestOf(pod), 0);
  const limits = onDemand.map((pool) => cpuOf(valueAt(pool.inputs, "spec.limits.cpu")));
  return {
    leastVcpu: onDemand.length === 0 ? 0 : Math.ceil(requested),
    mostVcpu: Math.ceil(limits.reduce((sum, limit) => sum + limit, 0)),
    architectures: [
      ...new Set([
        ...builtIn(resources),
        ...pools.flatMap((pool) => requirement(pool, "kubernetes.io/arch")),
      ]),
    ].sort(),
  };
}

/** The built-in NodePool for workloads has amd64 only. https://docs.aws.amazon.com/eks/latest/userguide/set-builtin-node-pools.html */
function builtIn(resources: readonly EvaluatedResource[]): readonly string[] {
  const pools = resources.flatMap(({ inputs }) => valuesAt(inputs, "computeConfig.nodePools[]"));
  return pools.includes("general-purpose") ? ["amd64"] : [];
}

/** The values that a NodePool allows for a label of its nodes. */
function requirement(pool: EvaluatedResource, key: string): readonly string[] {
  return itemsAt(pool.inputs, "spec.template.spec.requirements").flatMap((each) =>
    each.key === key && each.operator === "In" && Array.isArray(each.values) ? each.values.map(String) : [],
  );
}

/** The pods of all workloads, such as Deployments and Jobs. The pods of Helm charts are not in the program. */
export function podsOf(resources: readonly EvaluatedResource[]): readonly PodTemplate[] {
  return resources.flatMap(({ type, name, inputs }) => {
    const path = type.includes(":CronJob") ? "spec.jobTemplate.spec.template.spec" : "spec.template.spec";
    const spec = valueAt(inputs, path);
    if (!/^kubernetes:(apps|batch|argoproj\.io)\//.test(type) || !isProperties(spec)) return [];
    const scaler = scalerOf({ inputs }, resources);
    const least = scaler === undefined ? undefined : valueAt(scaler.inputs, "spec.minReplicas");
    return [{ name, spec, count: Number(least ?? valueAt(inputs, "spec.replicas") ?? 1) }];
  });
}

/** The containers of a pod, with those that run before. */
export function containersOf({ spec }: PodTemplate): readonly Readonly<Record<string, unknown>>[] {
  return ["initContainers", "containers"].flatMap((key) => itemsAt(spec, key));
}

function requestOf({ spec }: PodTemplate): number {
  return itemsAt(spec, "containers").reduce(
    (sum, container) => sum + cpuOf(valueAt(container, "resources.requests.cpu")),
    0,
  );
}

function itemsAt(properties: Readonly<Record<string, unknown>>, path: string) {
  const items = valueAt(properties, path);
  return Array.isArray(items) ? items.filter(isProperties) : [];
}

/** A quantity of CPU: `250m` or `2`. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
function cpuOf(quantity: unknown): number {
  const [, number, milli] = /^([\d.]+)(m?)$/.exec(String(quantity ?? "")) ?? [];
  return number === undefined ? 0 : Number(number) / (milli ? 1_000 : 1);
}
