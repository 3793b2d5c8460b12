import { listContainers, podTypes } from "../pods";
import type { ResourcePolicy } from "../policy";
import { isSet } from "../properties";

const REQUIRED = ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];

/** Medium: one container without a limit can exhaust its node. */
export const limitContainers: ResourcePolicy = {
  name: "limit-containers",
  level: "mandatory",
  severity: "medium",
  description: "Every container has requests and limits for CPU and memory.",
  reason:
    "Without requests, the scheduler overcommits nodes; without limits, a memory leak affects other pods on the node.",
  fix: "Set resources.requests and resources.limits for cpu and memory, in init containers as well.",
  source: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
  types: podTypes,
  *check(resource) {
    for (const { name, properties } of listContainers(resource)) {
      const missing = REQUIRED.filter((each) => !isSet(properties, `resources.${each}`));
      if (missing.length > 0) yield `container ${name} lacks ${missing.join(", ")}`;
    }
  },
};
