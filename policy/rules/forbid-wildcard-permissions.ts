import type { ResourcePolicy } from "../policy";
import { getList, getValue } from "../properties";
import { parseStatements, type Statement } from "../statements";

/** Critical: an attacker with such an identity has full access. */
export const forbidWildcardPermissions: ResourcePolicy = {
  name: "forbid-wildcard-permissions",
  level: "mandatory",
  severity: "critical",
  description: "No identity-based policy allows all actions, or all actions of a service, on all resources.",
  reason: "An attacker with such an identity controls the account, or the whole service in it.",
  fix: "Name the actions, and the resources by ARN; IAM Access Analyzer can generate a policy from past activity.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21",
  types: [
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
    "aws:iam/role:Role",
  ],
  *check({ properties }) {
    const documents = [
      getValue(properties, "policy"),
      ...getList(properties, "inlinePolicies").map((inline) => getValue(inline, "policy")),
    ];
    for (const statement of documents.flatMap(parseStatements)) {
      if (statement.effect !== "Allow" || !coversAllResources(statement)) continue;
      const wide = statement.actions.filter(isWholeService);
      if (wide.length > 0) yield `it allows ${wide.join(", ")} on all resources`;
      // NotAction also allows actions that AWS adds later.
      if (statement.notActions.length > 0)
        yield `it allows everything except ${statement.notActions.join(", ")} on all resources`;
    }
  },
};

/** Whether an action matches all actions of a service: `*`, `*:*`, `s3:*`, `s3:**`, `?3:*`. */
function isWholeService(action: string): boolean {
  return /^[*?]+$/.test(action) || /^[^:]*:\**$/.test(action) || /^[^:]*:[*?]*\*[*?]*$/.test(action);
}

/** Whether a statement covers all resources: `*`, `arn:aws:*`, `arn:aws:s3:::*`, or NotResource. */
function coversAllResources({ resources, notResources }: Statement): boolean {
  return (
    notResources.length > 0 ||
    resources.some((each) => /^\*+$/.test(each) || /^arn:([^:]*:){0,4}\*+$/.test(each))
  );
}
