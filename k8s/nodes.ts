import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { inheritDependsOn } from "./depends-on";

/** Arguments of {@link Nodes}. */
export interface NodesArgs {
  /** Name of the nodes' IAM role, which must have access to the cluster. Changing it replaces the nodes, one by one. */
  readonly roleName: pulumi.Input<string>;
  /** Ids of the nodes' subnets. Changing them replaces the nodes, one by one. */
  readonly subnetIds: pulumi.Input<readonly string[]>;
  /** Id of the nodes' security group. Changing it replaces the nodes, one by one. */
  readonly securityGroupId: pulumi.Input<string>;
  /** Whether nodes can be spot instances, which AWS can reclaim with two minutes' notice. */
  readonly capacity: "on-demand" | "spot-or-on-demand";
  /**
   * Total limits of all nodes: vCPU, and memory in GiB. Changes are applied in place.
   *
   * @example { vcpu: 32, memoryGiB: 128 }
   */
  readonly limits: { readonly vcpu: number; readonly memoryGiB: number };
}

const general = "general";

/**
 * Nodes for workloads, which Auto Mode adds and removes as pods need them. Also enables NetworkPolicies.
 * https://docs.aws.amazon.com/eks/latest/userguide/create-node-class.html and …/create-node-pool.html
 */
export class Nodes extends pulumi.ComponentResource {
  constructor(name: string, args: NodesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Nodes", name, {}, opts);
    this.enableNetworkPolicies(name);
    const nodeClass = this.createNodeClass(name, args, opts);
    this.createNodePool(name, args, nodeClass);
    this.registerOutputs({});
  }

  /**
   * Without this ConfigMap, NetworkPolicies can be created but are not enforced.
   * https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html
   */
  private enableNetworkPolicies(name: string): void {
    new k8s.core.v1.ConfigMap(
      `${name}-network-policies`,
      {
        metadata: { name: "amazon-vpc-cni", namespace: "kube-system" },
        data: { "enable-network-policy-controller": "true" },
      },
      { parent: this },
    );
  }

  private createNodeClass(
    name: string,
    args: NodesArgs,
    opts?: pulumi.ComponentResourceOptions,
  ): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
      `${name}-class`,
      {
        apiVersion: "eks.amazonaws.com/v1",
        kind: "NodeClass",
        metadata: { name: general },
        spec: {
          role: args.roleName,
          subnetSelectorTerms: pulumi.output(args.subnetIds).apply((ids) => ids.map((id) => ({ id }))),
          securityGroupSelectorTerms: [{ id: args.securityGroupId }],
          // Each namespace has its own default (docs/decisions). DefaultDeny would block all traffic of pods in namespaces
          // without policies, such as metrics-server.
          networkPolicy: "DefaultAllow",
          networkPolicyEventLogs: "Enabled",
        },
      },
      { parent: this, ...inheritDependsOn(opts) },
    );
  }

  private createNodePool(
    name: string,
    { capacity, limits }: NodesArgs,
    nodeClass: k8s.apiextensions.CustomResource,
  ): void {
    const requireIn = (key: string, ...values: string[]) => ({ key, operator: "In", values });
    new k8s.apiextensions.CustomResource(
      `${name}-pool`,
      {
        apiVersion: "karpenter.sh/v1",
        kind: "NodePool",
        metadata: { name: general },
        spec: {
          // Preferred over the built-in node pools of EKS, whose weight is 0.
          weight: 50,
          template: {
            spec: {
              nodeClassRef: { group: "eks.amazonaws.com", kind: "NodeClass", name: nodeClass.metadata.name },
              requirements: [
                requireIn("kubernetes.io/arch", "arm64", "amd64"),
                requireIn("eks.amazonaws.com/instance-category", "c", "m", "r"),
                { key: "eks.amazonaws.com/instance-generation", operator: "Gt", values: ["4"] },
                capacity === "on-demand"
                  ? requireIn("karpenter.sh/capacity-type", "on-demand")
                  : requireIn("karpenter.sh/capacity-type", "spot", "on-demand"),
              ],
              // Nodes expire after two weeks, so that they get security updates, and then have one hour to drain.
              expireAfter: "336h",
              terminationGracePeriod: "1h",
            },
          },
          limits: { cpu: String(limits.vcpu), memory: `${limits.memoryGiB}Gi` },
          disruption: {
            consolidationPolicy: "WhenEmptyOrUnderutilized",
            consolidateAfter: "5m",
            budgets: [{ nodes: "10%" }],
          },
        },
      },
      { parent: this },
    );
  }
}
