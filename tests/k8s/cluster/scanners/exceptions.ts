/**
 * Findings of kube-score and checkov that the manifests keep, each with its reason. An exception that matches no finding
 * fails the tests, so that this list does not outlive its reasons.
 */
export interface Exception {
  /** The scanners and the ids of their rules. Rules of both that find the same stand together. */
  readonly rules: readonly string[];
  /** Kind, namespace and name of each object. `*` matches the rest of a name. */
  readonly objects: readonly string[];
  readonly reason: string;
}

const workloads = ["Deployment/gallery/api", "Deployment/gallery/web", "Job/gallery/migrate-*"];

export const exceptions: readonly Exception[] = [
  {
    rules: ["kube-score container-image-pull-policy", "checkov CKV_K8S_15"],
    objects: workloads,
    reason:
      "IfNotPresent is right for images that do not change: tags in the registry are immutable (account/image-registry.ts), and the policy pin-images rejects tags that move. With Always, no pod could start while the registry is unavailable.",
  },
  {
    rules: ["checkov CKV_K8S_43"],
    objects: workloads,
    reason:
      "The settings accept digests and the tags of one version; the examples in the stacks' files are tags. Tags in the registry are immutable.",
  },
  {
    rules: ["kube-score deployment-has-host-podantiaffinity"],
    objects: ["Deployment/gallery/api", "Deployment/gallery/web"],
    reason:
      "topologySpreadConstraints (k8s/workload.ts) spread the pods over zones and nodes. Anti-affinity would count pods of the old version during a rollout as well.",
  },
  {
    rules: ["kube-score networkpolicy-targets-pod", "kube-score ingress-targets-service"],
    objects: ["NetworkPolicy/monitoring/*", "Ingress/monitoring/grafana"],
    reason: "The pods and Services of this namespace are in the Helm chart, which only Helm renders.",
  },
];
