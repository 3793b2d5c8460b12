/** Required orders of several kinds. */
import type { RequiredOrder } from "../resource-type";

const nodeTypes = ["kubernetes:karpenter.sh/v1:NodePool", "kubernetes:eks.amazonaws.com/v1:NodeClass"];

/** Required before nodes start. */
export const beforeNodes: readonly RequiredOrder[] = [
  {
    first: ["aws:ec2/route:Route"],
    because:
      "a node without a route to the internet cannot pull images, and Auto Mode replaces it repeatedly",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
  },
];

/** Required before pods start. */
export const beforePods: readonly RequiredOrder[] = [
  {
    first: nodeTypes,
    because: "pods start on nodes, and can only terminate gracefully while their nodes exist",
    source: "https://karpenter.sh/docs/concepts/disruption/",
  },
  {
    first: ["aws:eks/podIdentityAssociation:PodIdentityAssociation"],
    because: "a pod gets its credentials only when it starts",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html",
  },
  {
    first: ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"],
    because: "the migration fails if the database's security group does not allow its connection",
    source: "k8s/migration.ts",
  },
];

/** Before the pods of a new version. */
export const migrationFirst: RequiredOrder = {
  first: ["kubernetes:batch/v1:Job"],
  because: "the new version's pods need the migrated schema",
  source: "docs/decisions/0008-migration-job.md",
};

/** The Job that prepares the store of logs. */
export const setupFirst: RequiredOrder = {
  first: ["kubernetes:batch/v1:Job"],
  because: "OpenSearch refuses a role without permissions, and the Collector drops what is refused",
  source: "docs/decisions/0069-log-records-are-requests-and-a-job-prepares-opensearch.md",
};

/** The namespace of an object. */
export const namespaceFirst: RequiredOrder = {
  first: ["kubernetes:core/v1:Namespace"],
  because: "an object in a missing namespace is rejected",
  source: "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
};

/** Policies that allow connections come before the policy that denies all others, and before the pods. */
export const policiesFirst: RequiredOrder = {
  first: ["kubernetes:networking.k8s.io/v1:NetworkPolicy"],
  because:
    "a policy that denies all connections interrupts those that no other policy allows yet, and pods start unprotected without policies",
  source: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
};

/** The chart that creates the Service to which the Ingress routes. */
export const chartFirst: RequiredOrder = {
  first: ["kubernetes:helm.sh/v3:Release"],
  because: "Grafana's Ingress routes to a Service that the chart creates",
  source: "https://kubernetes.io/docs/concepts/services-networking/ingress/",
};
