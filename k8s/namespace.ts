import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { inheritDependsOn } from "./depends-on";
import { allowDns, denyByDefault } from "./network-peers";
import type { Quota } from "./quota";

/** Arguments of {@link Namespace}. */
export interface NamespaceArgs {
  /** Name of the namespace. Changing it replaces the namespace and everything in it. */
  readonly name: string;
  /** Limits of all pods together. Changes are applied in place and do not affect running pods. */
  readonly quota: Quota;
  /**
   * Address of the cluster's DNS as an IPv4 block. Network policies then deny all connections of the namespace's pods, except to DNS
   * and what other policies allow.
   *
   * @default no policies: the gallery's namespace has its own
   */
  readonly dnsCidr?: pulumi.Input<string>;
  /**
   * The Pod Security level of its pods. Changes are applied in place and do not affect running pods.
   * https://kubernetes.io/docs/concepts/security/pod-security-standards/
   *
   * @default "restricted"
   */
  readonly level?: "restricted" | "privileged";
}

/** A namespace that admits only pods of one Pod Security level, with a quota and with default resources for containers. */
export class Namespace extends pulumi.ComponentResource {
  /** Name of the namespace. Objects that use it as an input depend on the namespace. */
  readonly namespace: pulumi.Output<string>;
  private readonly inNamespace: { namespace: pulumi.Output<string> };

  constructor(name: string, args: NamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Namespace", name, {}, opts);
    this.namespace = this.createNamespace(name, args, opts);
    this.inNamespace = { namespace: this.namespace };
    this.createQuota(name, args.quota);
    this.createDefaults(name);
    if (args.dnsCidr !== undefined) this.createPolicies(name, args.dnsCidr);
    this.registerOutputs({ namespace: this.namespace });
  }

  private createNamespace(
    name: string,
    { name: namespace, level = "restricted" }: NamespaceArgs,
    opts?: pulumi.ComponentResourceOptions,
  ): pulumi.Output<string> {
    return new k8s.core.v1.Namespace(
      name,
      {
        metadata: {
          name: namespace,
          labels: {
            "pod-security.kubernetes.io/enforce": level,
            "pod-security.kubernetes.io/warn": level,
            "pod-security.kubernetes.io/audit": level,
            // The counterpart of the label elbv2.k8s.aws/… of the AWS Load Balancer Controller, with which a pod becomes ready
            // only when the load balancer sends requests to it. Auto Mode does not document such a gate
            // (https://github.com/aws/containers-roadmap/issues/2511), so the figures of target-health.ts do not rely on it.
            "eks.amazonaws.com/pod-readiness-gate-inject": "enabled",
          },
        },
      },
      { parent: this, ...inheritDependsOn(opts) },
    ).metadata.name;
  }

  private createQuota(name: string, hard: Quota): void {
    new k8s.core.v1.ResourceQuota(
      name,
      { metadata: { ...this.inNamespace, name: "quota" }, spec: { hard } },
      { parent: this },
    );
  }

  private createDefaults(name: string): void {
    new k8s.core.v1.LimitRange(
      name,
      {
        metadata: { ...this.inNamespace, name: "defaults" },
        spec: {
          limits: [
            {
              type: "Container",
              defaultRequest: { cpu: "50m", memory: "64Mi", "ephemeral-storage": "64Mi" },
              default: { cpu: "200m", memory: "128Mi", "ephemeral-storage": "128Mi" },
            },
          ],
        },
      },
      { parent: this },
    );
  }

  private createPolicies(name: string, dnsCidr: pulumi.Input<string>): void {
    const create = (policy: string, spec: k8s.types.input.networking.v1.NetworkPolicySpec) =>
      new k8s.networking.v1.NetworkPolicy(
        `${name}-${policy}`,
        { metadata: { ...this.inNamespace, name: policy }, spec },
        { parent: this },
      );
    create("deny-by-default", denyByDefault);
    create("dns", allowDns(dnsCidr));
  }
}
