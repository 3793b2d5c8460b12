import type { ResourcePolicy } from "../policy";
import { at, listAt } from "../properties";

/** Critical: nothing that runs by itself needs to be able to do everything. */
export const forbidAdministrators: ResourcePolicy = {
  name: "forbid-administrators",
  level: "mandatory",
  severity: "critical",
  demands: "No identity of the stack gets a policy for administrators, in AWS or in Kubernetes.",
  reason:
    "Who administers is decided by people, in the account and in the setting clusterAdmins, not by a stack.",
  fix: "Give the identity what it uses, and nothing else.",
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
      listAt(properties, name),
    );
    for (const arn of attached)
      if (typeof arn === "string" && ADMINISTRATORS.test(arn)) yield `it gets ${arn}`;
    const bound = at(properties, "roleRef.name");
    if (typeof bound === "string" && /^(system:)?cluster-admin$/.test(bound)) yield `it binds ${bound}`;
  },
};

/** Each of these is everything, or the way there: who may write policies writes one for himself. */
const ADMINISTRATORS =
  /:iam::aws:policy\/(job-function\/)?(AdministratorAccess|PowerUserAccess|IAMFullAccess|SystemAdministrator)(-.*)?$/;
