/** Orders that several kinds need. */
import type { RequiredOrder } from "../resource-type";

const nodeTypes = ["kubernetes:karpenter.sh/v1:NodePool", "kubernetes:eks.amazonaws.com/v1:NodeClass"];

/** What must be there before nodes start. */
export const beforeNodes: readonly RequiredOrder[] = [
  {
    first: ["aws:ec2/route:Route"],
    because:
      "a node without a route to the internet cannot pull images, and Auto Mode replaces it repeatedly",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
  },
];

/** What must be there before pods start. */
export const beforePods: readonly RequiredOrder[] = [
  {
    first: nodeTypes,
    because: "pods start on nodes, and at deletion they end in order only while their nodes exist",
    source: "https://karpenter.sh/docs/concepts/disruption/",
  },
  {
    first: ["aws:eks/podIdentityAssociation:PodIdentityAssociation"],
    because: "a pod gets its credentials only when it starts",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html",
  },
  {
    first: ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"],
    because: "the migration fails if the database's security group does not admit it",
    source: "k8s/migration.ts",
  },
];

/** The namespace of an object. */
export const namespaceFirst: RequiredOrder = {
  first: ["kubernetes:core/v1:Namespace"],
  because: "an object in a namespace that does not exist is refused",
  source: "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
};

/** The chart whose Service an Ingress leads to. */
export const chartFirst: RequiredOrder = {
  first: ["kubernetes:helm.sh/v3:Release"],
  because: "Grafana's Ingress routes to a Service that the chart creates",
  source: "https://kubernetes.io/docs/concepts/services-networking/ingress/",
};
