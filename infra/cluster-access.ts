import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";

interface ClusterAccessArgs {
  readonly clusterName: pulumi.Input<string>;
  /** ARNs of IAM roles and users. EKS has one access entry for each principal of a cluster. */
  readonly principals: readonly string[];
  /**
   * An access policy of EKS.
   *
   * @example "AmazonEKSViewPolicy"
   */
  readonly policy: string;
  /** Where the policy applies: one namespace, or the whole cluster. */
  readonly scope:
    | { readonly type: "cluster" }
    | { readonly type: "namespace"; readonly namespaces: string[] };
  readonly account: Pick<Account, "partition">;
}

/**
 * Gives principals access to the Kubernetes API, by an access policy. Returns what the access depends on.
 * https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
 */
export function grantAccess(
  parent: pulumi.ComponentResource,
  name: string,
  { clusterName, principals, policy, scope, account }: ClusterAccessArgs,
): pulumi.Resource[] {
  return principals.map((principalArn) => {
    // Named after the principal's account and path, so that removing one principal does not affect the others.
    const child = `${name}-${principalArn.split(":").slice(4).join(":")}`;
    const entry = new aws.eks.AccessEntry(child, { clusterName, principalArn }, { parent });
    return new aws.eks.AccessPolicyAssociation(
      child,
      {
        clusterName,
        principalArn: entry.principalArn,
        policyArn: pulumi.interpolate`arn:${account.partition}:eks::aws:cluster-access-policy/${policy}`,
        accessScope: scope,
      },
      { parent },
    );
  });
}
