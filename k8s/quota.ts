/** CPU in millicores and memory in MiB. */
export interface Amount {
  readonly cpuMillicores: number;
  readonly memoryMiB: number;
}

/** How much a container asks for and may take at most. */
export interface Resources {
  /** What the scheduler sets aside. */
  readonly requests: Amount;
  /** Above the memory limit the container is killed, above the CPU limit it is slowed down. */
  readonly limits: Amount;
}

/** One kind of pod and the most of it that can exist at once. */
export interface Demand {
  readonly pods: number;
  readonly resources: Resources;
}

/** The `spec.hard` of a ResourceQuota. */
export type Quota = Readonly<Record<string, string>>;

/**
 * A quota that all of these pods fit into at the same time, and little else: a namespace cannot take the cluster, and
 * the quota never stops what the autoscalers are allowed to do.
 */
export function quotaFor(demands: readonly Demand[]): Quota {
  const sum = (amount: (resources: Resources) => number) =>
    demands.reduce((total, { pods, resources }) => total + pods * amount(resources), 0);
  return {
    pods: String(demands.reduce((total, { pods }) => total + pods, 0)),
    "requests.cpu": `${sum(({ requests }) => requests.cpuMillicores)}m`,
    "requests.memory": `${sum(({ requests }) => requests.memoryMiB)}Mi`,
    "limits.cpu": `${sum(({ limits }) => limits.cpuMillicores)}m`,
    "limits.memory": `${sum(({ limits }) => limits.memoryMiB)}Mi`,
    // The way in is the Ingress; nothing here keeps state.
    "services.loadbalancers": "0",
    "services.nodeports": "0",
    persistentvolumeclaims: "0",
  };
}

/** The quantities as Kubernetes writes them. */
export function quantities(amount: Amount): { cpu: string; memory: string } {
  return { cpu: `${amount.cpuMillicores}m`, memory: `${amount.memoryMiB}Mi` };
}
