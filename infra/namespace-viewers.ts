import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { grantAccess } from "./cluster-access";

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
    grantAccess(this, name, {
      ...{ clusterName, principals, policy: "AmazonEKSViewPolicy", account },
      scope: { type: "namespace", namespaces: [namespace] },
    });
    this.registerOutputs({});
  }
}
