import { containers, servingKinds } from "../pods";
import type { ResourcePolicy } from "../policy";
import { at } from "../properties";

/** Medium: without probes, Kubernetes takes a process that exists for one that works. */
export const probeContainers: ResourcePolicy = {
  name: "probe-containers",
  level: "mandatory",
  severity: "medium",
  demands: "Every container that serves has a readiness and a liveness probe.",
  reason: "Otherwise requests go to pods that cannot answer yet, and one that hangs stays for ever.",
  fix: "Add readinessProbe and livenessProbe; they should not ask the same question.",
  source:
    "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
  types: servingKinds,
  *check(resource) {
    for (const { name, properties, kind } of containers(resource)) {
      // What runs to its end is watched by its exit status, and Kubernetes takes no probe for it.
      if (kind === "init") continue;
      const missing = ["readinessProbe", "livenessProbe"].filter(
        (probe) => at(properties, probe) === undefined,
      );
      if (missing.length > 0) yield `container ${name} has no ${missing.join(" and no ")}`;
    }
  },
};
