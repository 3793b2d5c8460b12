/** What the controller of Argo Rollouts may do: https://github.com/argoproj/argo-rollouts/blob/v1.10.1/manifests/role */

/** A rule of a Role. */
interface Rule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly verbs: string[];
}

/** Name of the namespace, the service account, the roles and the Helm release. */
export const controllerName = "argo-rollouts";
/** Port of its metrics. */
export const controllerMetricsPort = 8090;
const read = ["get", "list", "watch"];
const write = ["create", "update", "patch", "delete"];

/**
 * In the namespace of the applications. The manifests of the project also allow to read all Secrets, to create Ingresses, to evict pods,
 * and to use the objects of five service meshes, in all namespaces. Nothing here needs that.
 */
const inApplications: Rule[] = [
  {
    apiGroups: ["argoproj.io"],
    resources: ["rollouts", "rollouts/status", "rollouts/finalizers"],
    verbs: [...read, "update", "patch"],
  },
  {
    apiGroups: ["argoproj.io"],
    resources: ["analysisruns", "analysisruns/finalizers"],
    verbs: [...read, ...write],
  },
  // The controller does not start without its caches of the other types.
  { apiGroups: ["argoproj.io"], resources: ["analysistemplates", "experiments"], verbs: read },
  { apiGroups: ["apps"], resources: ["replicasets"], verbs: [...read, ...write] },
  { apiGroups: [""], resources: ["services"], verbs: [...read, "patch"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"] },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: [...read, "patch"] },
  { apiGroups: ["batch"], resources: ["jobs"], verbs: ["list", "watch"] },
  { apiGroups: [""], resources: ["events"], verbs: ["create", "update", "patch"] },
];

/** In its own namespace: the election of the leader, and the settings of notifications, which are not used. */
const inOwnNamespace: Rule[] = [
  { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create", "get", "update"] },
  { apiGroups: [""], resources: ["configmaps", "secrets"], verbs: read },
];

/** A role of the controller in one namespace. */
export interface ControllerRole {
  readonly name: string;
  readonly namespace: string;
  readonly rules: Rule[];
}

/** Lists the roles of the controller. It has no permission in the whole cluster. */
export const listControllerRoles = (applicationsNamespace: string): ControllerRole[] => [
  { name: controllerName, namespace: applicationsNamespace, rules: inApplications },
  { name: `${controllerName}-own`, namespace: controllerName, rules: inOwnNamespace },
];
