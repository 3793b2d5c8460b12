/** Orders that several kinds need. */
import type { RequiredOrder } from "../resource-type";

const nodeTypes = ["kubernetes:karpenter.sh/v1:NodePool", "kubernetes:eks.amazonaws.com/v1:NodeClass"];

/** What must be there before nodes start. */
export const beforeNodes: readonly RequiredOrder[] = [
  {
    first: ["aws:ec2/route:Route"],
    because:
      "a node without a way to the internet cannot pull images, and Auto Mode replaces it again and again",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
  },
];

/** What must be there before pods start. */
export const beforePods: readonly RequiredOrder[] = [
  {
    first: nodeTypes,
    because: "pods start on nodes, and on the way down they end in order only while their nodes are there",
    source: "https://karpenter.sh/docs/concepts/disruption/",
  },
  {
    first: ["aws:eks/podIdentityAssociation:PodIdentityAssociation"],
    because: "a pod gets its credentials when it starts, or never",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html",
  },
  {
    first: ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"],
    because: "the migration fails when the database does not let it in",
    source: "k8s/migration.ts",
  },
];

/** The namespace of an object. */
export const namespaceFirst: RequiredOrder = {
  first: ["kubernetes:core/v1:Namespace"],
  because: "an object in a namespace that is not there is refused",
  source: "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
};

/** The chart whose Service an Ingress leads to. */
export const chartFirst: RequiredOrder = {
  first: ["kubernetes:helm.sh/v3:Release"],
  because: "Grafana's Ingress leads to a Service that the chart makes",
  source: "https://kubernetes.io/docs/concepts/services-networking/ingress/",
};
