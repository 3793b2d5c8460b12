import { hours, usage } from "../../cost/usage";
import { role } from "../aws/iam";
import { count, used } from "../billing";
import { nodesAtRest } from "./capacity";
import { defineKind } from "./object";
import { beforeNodes } from "./orders";

const nodePoolType = "kubernetes:karpenter.sh/v1:NodePool";
const nodeClassType = "kubernetes:eks.amazonaws.com/v1:NodeClass";

export const resources = {
  [nodeClassType]: defineKind({
    namespaced: false,
    references: {
      "spec.role": { type: role.type, by: "name" },
      // The subnets contain the network interfaces of the nodes.
      "spec.subnetSelectorTerms[].id": { type: "aws:ec2/subnet:Subnet", blocksDeletion: true },
    },
    after: beforeNodes,
  }),
  [nodePoolType]: defineKind({
    namespaced: false,
    needs: { "spec.template.spec.nodeClassRef.name": nodeClassType },
    seconds: {
      create: 1,
      delete: 120,
      source: "estimate: the node's remaining pods are evicted, then the instance shuts down",
    },
    // Nodes are not resources of the stack: Auto Mode creates them for this pool.
    price: (_, all) => {
      const nodes = nodesAtRest(all) / count(all, nodePoolType);
      return [
        used("EC2 m7g.large", nodes * hours),
        used("EKS Auto Mode, of m7g.large", nodes * hours),
        used("Data between zones, both ways", usage.betweenZonesGb),
      ];
    },
    after: beforeNodes,
  }),
};
