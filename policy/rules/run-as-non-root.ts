import { type Container, containers, podKinds, podOf } from "../pods";
import type { ResourcePolicy } from "../policy";
import { at, type Properties, UNKNOWN } from "../properties";

/** High: root in a container is root on the node as soon as anything leaks. */
export const runAsNonRoot: ResourcePolicy = {
  name: "run-as-non-root",
  level: "mandatory",
  severity: "high",
  demands: "No container runs as root or can become root.",
  reason: "Most ways out of a container need root inside it.",
  fix: "Set runAsNonRoot to true and runAsUser to a number above 0, and allowPrivilegeEscalation to false.",
  source: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
  types: podKinds,
  *check(resource) {
    const pod = podOf(resource);
    if (pod === undefined || pod === UNKNOWN) return;
    for (const container of containers(resource)) {
      const problem = problemOf(pod, container);
      if (problem) yield `container ${container.name} ${problem}`;
    }
  },
};

/** What a container says of itself goes before what the pod says for all. */
function problemOf(pod: Properties, { properties }: Container): string | undefined {
  const own = (name: string) => at(properties, `securityContext.${name}`);
  const said = (name: string) => own(name) ?? at(pod, `securityContext.${name}`);
  const user = said("runAsUser");
  if (user !== undefined && String(user) === "0") return "runs as user 0";
  const nonRoot = said("runAsNonRoot");
  if (nonRoot !== true && nonRoot !== UNKNOWN) return "may run as root";
  const escalation = own("allowPrivilegeEscalation");
  return escalation === false || escalation === UNKNOWN ? undefined : "may become root";
}
