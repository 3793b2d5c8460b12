import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";

/** Arguments of {@link NamespaceViewers}. */
export interface NamespaceViewersArgs {
  /** Name of the cluster. Changing it replaces the access. */
  readonly clusterName: pulumi.Input<string>;
  /** Name of the namespace. Changing it replaces the access. */
  readonly namespace: string;
  /**
   * ARNs of IAM roles and users. EKS has one access entry for each principal of a cluster, so that none may be in the lists of the
   * cluster or of another namespace. Removing one does not affect the others.
   */
  readonly principals: readonly string[];
  readonly account: Pick<Account, "partition">;
}

/**
 * Gives principals read access to everything except Secrets in one namespace, and none outside of it.
 * https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
 */
export class NamespaceViewers extends pulumi.ComponentResource {
  constructor(name: string, args: NamespaceViewersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:NamespaceViewers", name, {}, opts);
    const { clusterName, namespace, principals, account } = args;
    for (const principalArn of principals) {
      // Named after the principal's account and path.
      const child = `${name}-${principalArn.split(":").slice(4).join(":")}`;
      const entry = new aws.eks.AccessEntry(child, { clusterName, principalArn }, { parent: this });
      new aws.eks.AccessPolicyAssociation(
        child,
        {
          clusterName,
          principalArn: entry.principalArn,
          policyArn: pulumi.interpolate`arn:${account.partition}:eks::aws:cluster-access-policy/AmazonEKSViewPolicy`,
          accessScope: { type: "namespace", namespaces: [namespace] },
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
