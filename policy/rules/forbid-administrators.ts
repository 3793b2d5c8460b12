import type { ResourcePolicy } from "../policy";
import { getList, getValue } from "../properties";

/** Critical: no workload needs full access. */
export const forbidAdministrators: ResourcePolicy = {
  name: "forbid-administrators",
  level: "mandatory",
  severity: "critical",
  description: "No identity of the stack has an administrator policy, in AWS or in Kubernetes.",
  reason:
    "Administrators are appointed in the account and in the setting clusterAdmins, not created by a stack.",
  fix: "Grant the identity only the permissions that it uses.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1",
  types: [
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
    "aws:iam/role:Role",
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
  ],
  *check({ properties }) {
    const attached = ["policyArn", "policyArns", "managedPolicyArns"].flatMap((name) =>
      getList(properties, name),
    );
    for (const arn of attached)
      if (typeof arn === "string" && ADMINISTRATORS.test(arn)) yield `it has the policy ${arn}`;
    const bound = getValue(properties, "roleRef.name");
    if (typeof bound === "string" && /^(system:)?cluster-admin$/.test(bound))
      yield `it binds the role ${bound}`;
  },
};

/** Policies that allow everything, or allow a principal to grant itself more permissions. */
const ADMINISTRATORS =
  /:iam::aws:policy\/(job-function\/)?(AdministratorAccess|PowerUserAccess|IAMFullAccess|SystemAdministrator)(-.*)?$/;
