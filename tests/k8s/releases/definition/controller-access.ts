/** What the controller of Argo Rollouts may do: https://github.com/argoproj/argo-rollouts/blob/v1.10.1/manifests/role */

/** A rule of a Role. */
interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const name = "argo-rollouts";
const read = ["get", "list", "watch"] as const;
const write = ["create", "update", "patch", "delete"] as const;

/**
 * In the namespace of the applications. The manifests of the project also allow to read all Secrets, to create Ingresses, to evict pods,
 * and to use the objects of five service meshes, in all namespaces. Nothing here needs that.
 */
const inApplications: readonly Rule[] = [
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
const inOwnNamespace: readonly Rule[] = [
  { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create", "get", "update"] },
  { apiGroups: [""], resources: ["configmaps", "secrets"], verbs: read },
];

/** Builds the service account of the controller, and its roles. */
export function buildControllerAccess(ownNamespace: string, applicationsNamespace: string): object[] {
  const api = "rbac.authorization.k8s.io";
  const role = (roleName: string, namespace: string, rules: readonly Rule[]) => [
    { apiVersion: `${api}/v1`, kind: "Role", metadata: { name: roleName, namespace }, rules },
    {
      apiVersion: `${api}/v1`,
      kind: "RoleBinding",
      metadata: { name: roleName, namespace },
      roleRef: { apiGroup: api, kind: "Role", name: roleName },
      subjects: [{ kind: "ServiceAccount", name, namespace: ownNamespace }],
    },
  ];
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace: ownNamespace } },
    ...role(name, applicationsNamespace, inApplications),
    ...role(`${name}-own`, ownNamespace, inOwnNamespace),
  ];
}
