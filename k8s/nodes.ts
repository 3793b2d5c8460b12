import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { after } from "./after";

export interface NodesArgs {
  /** Name of the IAM role of the nodes: the cluster's own, which EKS has given access already. Replaces the nodes. */
  readonly roleName: pulumi.Input<string>;
  /** Subnets of the nodes. Changing them moves the nodes, one after the other. */
  readonly subnetIds: pulumi.Input<readonly string[]>;
  /** Security group of the nodes. Changing it replaces the nodes, one after the other. */
  readonly securityGroupId: pulumi.Input<string>;
  /** Whether nodes may be spot instances, which AWS takes back with two minutes' notice. */
  readonly capacity: "on-demand" | "spot-or-on-demand";
  /** The most that all nodes together may have: vCPU and GiB of memory. Raised or lowered in place. */
  readonly limits: { readonly vcpu: number; readonly memoryGiB: number };
}

const general = "general";

/**
 * Where workloads run: nodes that Auto Mode adds and removes as pods need them, with NetworkPolicies switched on.
 * https://docs.aws.amazon.com/eks/latest/userguide/create-node-class.html and …/create-node-pool.html
 */
export class Nodes extends pulumi.ComponentResource {
  constructor(name: string, args: NodesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Nodes", name, {}, opts);
    this.switchOnNetworkPolicies(name);
    const nodeClass = this.createNodeClass(name, args, opts);
    this.createNodePool(name, args, nodeClass);
    this.registerOutputs({});
  }

  /**
   * Without this ConfigMap the API server takes NetworkPolicies and nobody enforces them.
   * https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html
   */
  private switchOnNetworkPolicies(name: string): void {
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
          // Namespaces decide for themselves (docs/decisions): with DefaultDeny, pods of a namespace without any
          // policy, such as metrics-server, could reach nothing.
          networkPolicy: "DefaultAllow",
          networkPolicyEventLogs: "Enabled",
        },
      },
      { parent: this, ...after(opts) },
    );
  }

  private createNodePool(
    name: string,
    { capacity, limits }: NodesArgs,
    nodeClass: k8s.apiextensions.CustomResource,
  ): void {
    const within = (key: string, ...values: string[]) => ({ key, operator: "In", values });
    new k8s.apiextensions.CustomResource(
      `${name}-pool`,
      {
        apiVersion: "karpenter.sh/v1",
        kind: "NodePool",
        metadata: { name: general },
        spec: {
          // Preferred over the pools that EKS brings along, whose weight is 0.
          weight: 50,
          template: {
            spec: {
              nodeClassRef: { group: "eks.amazonaws.com", kind: "NodeClass", name: nodeClass.metadata.name },
              requirements: [
                within("kubernetes.io/arch", "arm64", "amd64"),
                within("eks.amazonaws.com/instance-category", "c", "m", "r"),
                { key: "eks.amazonaws.com/instance-generation", operator: "Gt", values: ["4"] },
                capacity === "on-demand"
                  ? within("karpenter.sh/capacity-type", "on-demand")
                  : within("karpenter.sh/capacity-type", "spot", "on-demand"),
              ],
              // A node lives at most two weeks, so that security fixes arrive; then it has an hour to empty itself.
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
