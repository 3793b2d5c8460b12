import type { ResourcePolicy } from "../policy";
import { getList, getValue, UNKNOWN } from "../properties";
import { isPublicBlock } from "../reach";

/** Critical: access to the API is access to the whole cluster. */
export const forbidOpenClusterEndpoint: ResourcePolicy = {
  name: "forbid-open-cluster-endpoint",
  level: "mandatory",
  severity: "critical",
  description: "The cluster's API endpoint is not open to the whole internet.",
  reason:
    "A vulnerability in its authentication would be exposed to everyone. By default, EKS opens it to 0.0.0.0/0.",
  fix: "Set endpointPublicAccess to false, or publicAccessCidrs to the blocks that need it.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/eks-controls.html#eks-1",
  types: ["aws:eks/cluster:Cluster"],
  *check({ properties }) {
    const isPublic = getValue(properties, "vpcConfig.endpointPublicAccess");
    if (isPublic === UNKNOWN || String(isPublic) === "false") return;
    const blocks = getList(properties, "vpcConfig.publicAccessCidrs");
    // AWS's default.
    const open = (blocks.length > 0 ? blocks : ["0.0.0.0/0"]).filter(isPublicBlock);
    if (open.length > 0) yield `${open.join(" and ")} can reach its API`;
  },
};
