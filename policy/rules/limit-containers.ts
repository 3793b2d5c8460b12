import { containers, podKinds } from "../pods";
import type { ResourcePolicy } from "../policy";
import { isGiven } from "../properties";

const NEEDED = ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];

/** Medium: one container without a limit takes its node with it. */
export const limitContainers: ResourcePolicy = {
  name: "limit-containers",
  level: "mandatory",
  severity: "medium",
  demands: "Every container says how much CPU and memory it needs and may take.",
  reason:
    "Without a request the scheduler overfills nodes; without a limit one leak takes its neighbours along.",
  fix: "Set resources.requests and resources.limits for cpu and memory, in init containers as well.",
  source: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
  types: podKinds,
  *check(resource) {
    for (const { name, properties } of containers(resource)) {
      const missing = NEEDED.filter((each) => !isGiven(properties, `resources.${each}`));
      if (missing.length > 0) yield `container ${name} lacks ${missing.join(", ")}`;
    }
  },
};
