import type { ResourcePolicy } from "../policy";
import { at, listAt } from "../properties";
import { type Statement, statementsOf } from "../statements";

/** Critical: everything on everything is what an attacker hopes to find. */
export const forbidWildcardPermissions: ResourcePolicy = {
  name: "forbid-wildcard-permissions",
  level: "mandatory",
  severity: "critical",
  demands: "No policy of an identity allows all actions, or all of a service's, on all resources.",
  reason: "Whoever gets hold of such an identity has the account, or the whole service in it.",
  fix: "Name the actions, and the resources by ARN; IAM Access Analyzer can make a policy from what was used.",
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
      at(properties, "policy"),
      ...listAt(properties, "inlinePolicies").map((inline) => at(inline, "policy")),
    ];
    for (const statement of documents.flatMap(statementsOf)) {
      if (statement.effect !== "Allow" || !onEverything(statement)) continue;
      const wide = statement.actions.filter(isWholeService);
      if (wide.length > 0) yield `it allows ${wide.join(", ")} on all resources`;
      // "Allow everything but": what AWS invents tomorrow is allowed as well.
      if (statement.notActions.length > 0)
        yield `it allows everything but ${statement.notActions.join(", ")} on all resources`;
    }
  },
};

/** `*`, `*:*`, `s3:*`, `s3:**`, `?3:*`: no letter of an action's name is given. */
function isWholeService(action: string): boolean {
  return /^[*?]+$/.test(action) || /^[^:]*:\**$/.test(action) || /^[^:]*:[*?]*\*[*?]*$/.test(action);
}

/** `*`, `arn:aws:*`, `arn:aws:s3:::*`, or everything but something. */
function onEverything({ resources, notResources }: Statement): boolean {
  return (
    notResources.length > 0 ||
    resources.some((each) => /^\*+$/.test(each) || /^arn:([^:]*:){0,4}\*+$/.test(each))
  );
}
