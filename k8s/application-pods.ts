/** Parts of an application's pods. */
import type * as k8s from "@pulumi/kubernetes";
import { image as contract, createSelector } from "./image";
import { pod as podTimes, type RolloutFigures } from "./target-health";

type Container = Partial<k8s.types.input.core.v1.Container>;

/** Ports and probes of a container that serves HTTP. */
export function createServingContainer(port: number, { drainSeconds }: RolloutFigures): Container {
  const probe = (path: string) => ({ httpGet: { path, port: "http" }, timeoutSeconds: 2 });
  return {
    ports: [
      { name: "http", containerPort: port },
      { name: "metrics", containerPort: contract.metricsPort },
    ],
    // The container has one minute to start. The other probes begin after that.
    startupProbe: { ...probe("/healthz"), periodSeconds: 2, failureThreshold: podTimes.startupSeconds / 2 },
    readinessProbe: { ...probe("/readyz"), periodSeconds: 5, failureThreshold: 2 },
    // Checks the process only: an outage of the database must not restart all pods.
    livenessProbe: { ...probe("/healthz"), periodSeconds: 10, failureThreshold: 3 },
    // The kubelet runs this handler, so the image needs no `sleep` command.
    // https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-implementations
    lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
  };
}

/** Port and probes of a worker's container. */
export function createWorkingContainer(): Container {
  const probe = (path: string) => ({ httpGet: { path, port: "metrics" }, timeoutSeconds: 2 });
  return {
    ports: [{ name: "metrics", containerPort: contract.metricsPort }],
    startupProbe: { ...probe("/healthz"), periodSeconds: 2, failureThreshold: podTimes.startupSeconds / 2 },
    readinessProbe: { ...probe("/readyz"), periodSeconds: 5, failureThreshold: 2 },
    livenessProbe: { ...probe("/healthz"), periodSeconds: 10, failureThreshold: 3 },
  };
}

/**
 * Requires an even spread over zones and prefers one over nodes. Each version is counted separately, so that the pods are
 * balanced after a rollout.
 *
 * @param versionLabel the label of a pod with the hash of its template, which its controller sets
 */
export function createSpreadConstraints(
  name: string,
  versionLabel = "pod-template-hash",
): k8s.types.input.core.v1.TopologySpreadConstraint[] {
  const common = {
    maxSkew: 1,
    labelSelector: { matchLabels: createSelector(name) },
    matchLabelKeys: [versionLabel],
    // Ignores zones whose nodes are cordoned or unreachable, so that they do not block scheduling in the others.
    nodeTaintsPolicy: "Honor",
  };
  return [
    { ...common, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" },
    { ...common, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
  ];
}
