/** Two teams in one cluster, each with a namespace, a quota and viewers who see this namespace only. */
import { NamespaceViewers } from "../../infra/namespace-viewers";
import { Namespace } from "../../k8s/namespace";
import { computeQuota } from "../../k8s/quota";
import { createCluster, createNetwork, createPlace } from "../base";

/** What a team may use: this many pods of this size at the same time. */
interface Team {
  readonly name: string;
  readonly pods: number;
  readonly cpuMillicores: number;
  readonly memoryMiB: number;
  /** ARNs of the roles that see the team's objects, except Secrets. */
  readonly viewers: readonly string[];
}

// EDIT: the teams.
const teams: readonly Team[] = [
  {
    ...{ name: "checkout", pods: 20, cpuMillicores: 500, memoryMiB: 512 },
    viewers: ["arn:aws:iam::111122223333:role/checkout-developer"],
  },
  {
    ...{ name: "search", pods: 8, cpuMillicores: 1000, memoryMiB: 2048 },
    viewers: ["arn:aws:iam::111122223333:role/search-developer"],
  },
];

export = function secondTeam() {
  const place = createPlace();
  const { cluster, inCluster } = createCluster(place, createNetwork(place));
  for (const { name, pods, viewers, ...amount } of teams) {
    const quota = computeQuota([{ pods, resources: { requests: amount, limits: amount } }]);
    new Namespace(name, { name, quota, dnsCidr: cluster.dnsCidr }, inCluster);
    new NamespaceViewers(
      name,
      { clusterName: cluster.name, namespace: name, principals: viewers, account: place.account },
      place.options,
    );
  }
  return { kubeconfig: cluster.kubeconfig, namespaces: teams.map(({ name }) => name) };
};
