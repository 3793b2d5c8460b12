/** The access of the deploying role to the Kubernetes API of EKS. */
import type { LatePermissions } from "../late-permissions";
import { valueAt } from "../paths";

const administrator = ":cluster-access-policy/AmazonEKSClusterAdminPolicy";

/**
 * Access entries and their policies are eventually consistent: "several seconds", and half a minute is taken here. The provider repeats a
 * creation only if the API server does not find the namespace or the kind: provider/pkg/await/await.go, `retrier.Do`.
 */
export const latePermissions: LatePermissions = (type, { name, inputs, cloud }) => [
  {
    grants: cloud
      .list("aws:eks/accessPolicyAssociation:AccessPolicyAssociation")
      .filter(({ inputs: { policyArn } }) => String(policyArn).endsWith(administrator)),
    seconds: 30,
    answer:
      `${type.split(":").at(-1)} "${valueAt(inputs, "metadata.name") ?? name}" is forbidden: ` +
      `User "arn:aws:sts::${cloud.account.id}:assumed-role/deploy/session" cannot patch resource`,
    retriedSeconds: 0,
    source:
      "https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html, https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/await/await.go",
  },
];
