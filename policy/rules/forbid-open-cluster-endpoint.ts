import type { ResourcePolicy } from "../policy";
import { at, listAt, UNKNOWN } from "../properties";
import { isOpen } from "../reach";

/** Critical: the cluster's API is the cluster. */
export const forbidOpenClusterEndpoint: ResourcePolicy = {
  name: "forbid-open-cluster-endpoint",
  level: "mandatory",
  severity: "critical",
  demands: "The cluster's API endpoint is not open to the whole internet.",
  reason:
    "One hole in its sign-in would be open to everyone; without the setting, EKS opens it to 0.0.0.0/0.",
  fix: "Set endpointPublicAccess to false, or publicAccessCidrs to the blocks that need it.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/eks-controls.html#eks-1",
  types: ["aws:eks/cluster:Cluster"],
  *check({ properties }) {
    const isPublic = at(properties, "vpcConfig.endpointPublicAccess");
    if (isPublic === UNKNOWN || String(isPublic) === "false") return;
    const blocks = listAt(properties, "vpcConfig.publicAccessCidrs");
    // What AWS takes where the program says nothing.
    const open = (blocks.length > 0 ? blocks : ["0.0.0.0/0"]).filter(isOpen);
    if (open.length > 0) yield `${open.join(" and ")} reach its API`;
  },
};
