/** Rules of EKS clusters and nodes that depend on the mode of the cluster. */
import type { Rule } from "../../package";
import { docs, isGiven, objectAt, problemsOf, wrong } from "./messages";

const api = `${docs}/eks/latest/APIReference`;

const cluster: Rule = ({ inputs }) => {
  const { accessConfig, computeConfig, kubernetesNetworkConfig } = inputs;
  const mode = objectAt(accessConfig).authenticationMode;
  const { ipFamily, serviceIpv4Cidr } = objectAt(kubernetesNetworkConfig);
  return problemsOf(
    objectAt(computeConfig).enabled === true &&
      mode === "CONFIG_MAP" &&
      wrong(
        "accessConfig.authenticationMode",
        mode,
        "EKS Auto Mode needs API or API_AND_CONFIG_MAP",
        `${docs}/eks/latest/userguide/auto-enable-existing.html`,
      ),
    ipFamily === "ipv6" &&
      isGiven(serviceIpv4Cidr) &&
      wrong(
        "kubernetesNetworkConfig.serviceIpv4Cidr",
        serviceIpv4Cidr,
        'the ipFamily "ipv6" has none',
        `${api}/API_KubernetesNetworkConfigRequest.html`,
      ),
  );
};

const nodeGroup: Rule = ({ inputs }) => {
  const { maxUnavailable, maxUnavailablePercentage } = objectAt(inputs.updateConfig);
  return problemsOf(
    isGiven(maxUnavailable) &&
      isGiven(maxUnavailablePercentage) &&
      wrong(
        "updateConfig.maxUnavailablePercentage",
        maxUnavailablePercentage,
        "either it or maxUnavailable is allowed",
        `${api}/API_NodegroupUpdateConfig.html`,
      ),
  );
};

export const rules: Readonly<Record<string, Rule>> = {
  "aws:eks/cluster:Cluster": cluster,
  "aws:eks/nodeGroup:NodeGroup": nodeGroup,
};
