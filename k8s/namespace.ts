import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { after } from "./after";
import type { Quota } from "./quota";

export interface NamespaceArgs {
  /** The namespace's name. Changing it replaces the namespace and everything in it. */
  readonly name: string;
  /** The most that all its pods together may ask for. Changing it replaces nothing and ends no running pod. */
  readonly quota: Quota;
}

/**
 * A namespace that admits only pods of the Pod Security level `restricted`, with a quota and with defaults for a
 * container that states no resources.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export class Namespace extends pulumi.ComponentResource {
  /** The namespace's name; whoever uses it waits until the namespace is there. */
  readonly namespace: pulumi.Output<string>;
  private readonly inNamespace: { namespace: pulumi.Output<string> };

  constructor(name: string, args: NamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Namespace", name, {}, opts);
    this.namespace = this.createNamespace(name, args.name, opts);
    this.inNamespace = { namespace: this.namespace };
    this.createQuota(name, args.quota);
    this.createDefaults(name);
    this.registerOutputs({ namespace: this.namespace });
  }

  private createNamespace(
    name: string,
    namespace: string,
    opts?: pulumi.ComponentResourceOptions,
  ): pulumi.Output<string> {
    const level = "restricted";
    return new k8s.core.v1.Namespace(
      name,
      {
        metadata: {
          name: namespace,
          labels: {
            "pod-security.kubernetes.io/enforce": level,
            "pod-security.kubernetes.io/warn": level,
            "pod-security.kubernetes.io/audit": level,
            // A new pod counts as ready only once the load balancer sends to it. Auto Mode has its own name for the
            // label that the AWS Load Balancer Controller calls elbv2.k8s.aws/…; its webhook eks-load-balancing-webhook
            // selects namespaces by it.
            "eks.amazonaws.com/pod-readiness-gate-inject": "enabled",
          },
        },
      },
      { parent: this, ...after(opts) },
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
              defaultRequest: { cpu: "50m", memory: "64Mi" },
              default: { cpu: "200m", memory: "128Mi" },
            },
          ],
        },
      },
      { parent: this },
    );
  }
}
