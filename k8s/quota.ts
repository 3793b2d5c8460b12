/** CPU in millicores and memory in MiB. */
export interface Amount {
  readonly cpuMillicores: number;
  readonly memoryMiB: number;
}

/** Resource requests and limits of a container. */
export interface Resources {
  /** Resources that the scheduler reserves. */
  readonly requests: Amount;
  /** A container is killed above the memory limit and throttled above the CPU limit. */
  readonly limits: Amount;
}

/** A kind of pod and the maximum number that can exist at the same time. */
export interface Demand {
  readonly pods: number;
  readonly resources: Resources;
}

/** The `spec.hard` of a ResourceQuota. */
export type Quota = Readonly<Record<string, string>>;

/**
 * Computes a quota that exactly fits all of these pods: the namespace cannot use up the cluster, and the quota never blocks
 * the autoscalers.
 */
export function computeQuota(demands: readonly Demand[]): Quota {
  const sum = (amount: (resources: Resources) => number) =>
    demands.reduce((total, { pods, resources }) => total + pods * amount(resources), 0);
  return {
    pods: String(demands.reduce((total, { pods }) => total + pods, 0)),
    "requests.cpu": `${sum(({ requests }) => requests.cpuMillicores)}m`,
    "requests.memory": `${sum(({ requests }) => requests.memoryMiB)}Mi`,
    "limits.cpu": `${sum(({ limits }) => limits.cpuMillicores)}m`,
    "limits.memory": `${sum(({ limits }) => limits.memoryMiB)}Mi`,
    // Requests enter through the Ingress, and the workloads are stateless.
    "services.loadbalancers": "0",
    "services.nodeports": "0",
    persistentvolumeclaims: "0",
  };
}

/** Formats amounts as Kubernetes quantities. */
export function toQuantities(amount: Amount): { cpu: string; memory: string } {
  return { cpu: `${amount.cpuMillicores}m`, memory: `${amount.memoryMiB}Mi` };
}
