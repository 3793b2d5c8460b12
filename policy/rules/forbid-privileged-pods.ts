import { containers, podKinds, podOf } from "../pods";
import type { ResourcePolicy } from "../policy";
import { at, isProperties, listAt, numberAt, UNKNOWN } from "../properties";

/** Critical: such a pod is the node. */
export const forbidPrivilegedPods: ResourcePolicy = {
  name: "forbid-privileged-pods",
  level: "mandatory",
  severity: "critical",
  demands: "No pod is privileged, shares its node's namespaces or files, or has capabilities beyond none.",
  reason: "Whoever gets into such a pod has the node, and the credentials of everything on it.",
  fix: 'Leave out privileged, hostNetwork, hostPID, hostIPC, hostPort and hostPath; drop the capabilities ["ALL"].',
  source: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
  types: podKinds,
  *check(resource) {
    const pod = podOf(resource);
    if (pod === undefined || pod === UNKNOWN) return;
    for (const name of ["hostNetwork", "hostPID", "hostIPC"])
      if (at(pod, name) === true) yield `it has ${name}`;
    for (const volume of listAt(pod, "volumes"))
      if (isProperties(volume) && volume.hostPath !== undefined)
        yield `volume ${String(at(volume, "name"))} is a hostPath`;
    for (const { name, properties } of containers(resource)) {
      if (at(properties, "securityContext.privileged") === true) yield `container ${name} is privileged`;
      if (listAt(properties, "ports").some((port) => numberAt(port, "hostPort") > 0))
        yield `container ${name} has a hostPort`;
      const dropped = listAt(properties, "securityContext.capabilities.drop");
      if (!dropped.includes("ALL") && !dropped.includes(UNKNOWN))
        yield `container ${name} keeps capabilities`;
      // The one that the standard lets a pod add: ports below 1024.
      const added = listAt(properties, "securityContext.capabilities.add").filter(
        (each) => each !== "NET_BIND_SERVICE" && each !== UNKNOWN,
      );
      if (added.length > 0) yield `container ${name} adds ${added.join(", ")}`;
    }
  },
};
