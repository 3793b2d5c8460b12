import { type Container, findPod, listContainers, podTypes } from "../pods";
import type { ResourcePolicy } from "../policy";
import { getValue, type Properties, UNKNOWN } from "../properties";

/** High: root in a container becomes root on the node if the container's isolation fails. */
export const runAsNonRoot: ResourcePolicy = {
  name: "run-as-non-root",
  level: "mandatory",
  severity: "high",
  description: "No container runs as root or can become root.",
  reason: "Most container escapes require root inside the container.",
  fix: "Set runAsNonRoot to true and runAsUser to a number above 0, and allowPrivilegeEscalation to false.",
  source: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
  types: podTypes,
  *check(resource) {
    const pod = findPod(resource);
    if (pod === undefined || pod === UNKNOWN) return;
    for (const container of listContainers(resource)) {
      const problem = findProblem(pod, container);
      if (problem) yield `container ${container.name} ${problem}`;
    }
  },
};

/** Finds a problem in a container's security context, which overrides the pod's. */
function findProblem(pod: Properties, { properties }: Container): string | undefined {
  const own = (name: string) => getValue(properties, `securityContext.${name}`);
  const effective = (name: string) => own(name) ?? getValue(pod, `securityContext.${name}`);
  const user = effective("runAsUser");
  if (user !== undefined && String(user) === "0") return "runs as user 0";
  const nonRoot = effective("runAsNonRoot");
  if (nonRoot !== true && nonRoot !== UNKNOWN) return "may run as root";
  const escalation = own("allowPrivilegeEscalation");
  return escalation === false || escalation === UNKNOWN ? undefined : "may become root";
}
