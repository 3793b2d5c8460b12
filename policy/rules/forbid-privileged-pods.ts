import { findPod, listContainers, podTypes } from "../pods";
import type { Resource, ResourcePolicy } from "../policy";
import { getList, getNumber, getValue, isProperties, type Properties, UNKNOWN } from "../properties";

/** Critical: such a pod has full access to its node. */
export const forbidPrivilegedPods: ResourcePolicy = {
  name: "forbid-privileged-pods",
  level: "mandatory",
  severity: "critical",
  description:
    "No pod is privileged, uses its node's namespaces, ports or files, or keeps capabilities. A DaemonSet can read the logs of pods.",
  reason: "An attacker in such a pod controls the node and gets the credentials of all pods on it.",
  fix: 'Remove privileged, hostNetwork, hostPID, hostIPC, hostPort and hostPath; drop the capabilities ["ALL"].',
  source: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
  types: podTypes,
  *check(resource) {
    const pod = findPod(resource);
    if (pod === undefined || pod === UNKNOWN) return;
    for (const name of ["hostNetwork", "hostPID", "hostIPC"])
      if (getValue(pod, name) === true) yield `it uses ${name}`;
    for (const volume of getList(pod, "volumes"))
      if (isProperties(volume) && volume.hostPath !== undefined && !isLogsOfPods(volume, resource))
        yield `volume ${String(getValue(volume, "name"))} is a hostPath`;
    for (const { name, properties } of listContainers(resource)) {
      if (getValue(properties, "securityContext.privileged") === true)
        yield `container ${name} is privileged`;
      if (getList(properties, "ports").some((port) => getNumber(port, "hostPort") > 0))
        yield `container ${name} has a hostPort`;
      const dropped = getList(properties, "securityContext.capabilities.drop");
      if (!dropped.includes("ALL") && !dropped.includes(UNKNOWN))
        yield `container ${name} keeps capabilities`;
      // The only capability that the standard allows: binding ports below 1024.
      const added = getList(properties, "securityContext.capabilities.add").filter(
        (each) => each !== "NET_BIND_SERVICE" && each !== UNKNOWN,
      );
      if (added.length > 0) yield `container ${name} adds ${added.join(", ")}`;
    }
  },
};

/**
 * Whether a volume has the logs of the node's pods, for a DaemonSet that collects them: read-only in each container, and all of them, so
 * that no path can lead elsewhere. https://kubernetes.io/docs/concepts/cluster-administration/logging/#using-a-node-logging-agent
 */
function isLogsOfPods(volume: Properties, resource: Resource): boolean {
  if (!resource.type.endsWith(":DaemonSet") || getValue(volume, "hostPath.path") !== "/var/log/pods")
    return false;
  const mounts = listContainers(resource)
    .flatMap(({ properties }) => getList(properties, "volumeMounts"))
    .filter((mount) => isProperties(mount) && mount.name === volume.name);
  return mounts.every((mount) => isProperties(mount) && mount.readOnly === true);
}
