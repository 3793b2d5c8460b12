import { listContainers, longRunningPodTypes } from "../pods";
import type { ResourcePolicy } from "../policy";
import { getValue } from "../properties";

/** Medium: without probes, Kubernetes considers every running process healthy. */
export const probeContainers: ResourcePolicy = {
  name: "probe-containers",
  level: "mandatory",
  severity: "medium",
  description: "Every long-running container has a readiness and a liveness probe.",
  reason: "Otherwise pods receive requests before they are ready, and hanging containers are not restarted.",
  fix: "Add readinessProbe and livenessProbe; they should not check the same condition.",
  source:
    "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
  types: longRunningPodTypes,
  *check(resource) {
    for (const { name, properties, kind } of listContainers(resource)) {
      // Init containers run to completion, and Kubernetes allows no probes for them.
      if (kind === "init") continue;
      const missing = ["readinessProbe", "livenessProbe"].filter(
        (probe) => getValue(properties, probe) === undefined,
      );
      if (missing.length > 0) yield `container ${name} has no ${missing.join(" and no ")}`;
    }
  },
};
