import type { ResourcePolicy } from "../policy";
import { at, listAt } from "../properties";
import { isOpen } from "../reach";
import { type Statement, statementsOf } from "../statements";

/** Types whose policy says who may use them, and where it stands. */
const policyPaths: Readonly<Record<string, string>> = {
  "aws:s3/bucketPolicy:BucketPolicy": "policy",
  "aws:s3/bucket:Bucket": "policy",
  "aws:s3/bucketV2:BucketV2": "policy",
  "aws:sqs/queue:Queue": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
  "aws:sns/topic:Topic": "policy",
  "aws:sns/topicPolicy:TopicPolicy": "policy",
  "aws:kms/key:Key": "policy",
  "aws:kms/keyPolicy:KeyPolicy": "policy",
  "aws:secretsmanager/secret:Secret": "policy",
  "aws:secretsmanager/secretPolicy:SecretPolicy": "policy",
  "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
  "aws:iam/role:Role": "assumeRolePolicy",
};
const aclTypes = ["aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2"];

/** Keys that tie a caller to something of one's own; each with a value that is not everything. */
const TYING = [
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceowner",
  "aws:sourceip",
  "aws:sourceorgid",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "kms:calleraccount",
];

/** Critical: what everyone may do, somebody does. */
export const forbidPublicResourcePolicies: ResourcePolicy = {
  name: "forbid-public-resource-policies",
  level: "mandatory",
  severity: "critical",
  demands: "No policy or ACL of a resource lets everyone in.",
  reason: 'A principal "*" is every AWS account and often every anonymous caller.',
  fix: "Name the principals, or tie them with a condition such as aws:SourceAccount or aws:PrincipalOrgID.",
  source:
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status",
  types: [...Object.keys(policyPaths), ...aclTypes, "aws:lambda/permission:Permission"],
  *check({ type, properties }) {
    for (const statement of statementsOf(at(properties, policyPaths[type] ?? "policy")))
      if (isPublic(statement))
        yield `everyone may ${[...statement.actions, ...statement.notActions].join(", ")}`;
    const acl = at(properties, "acl");
    if (typeof acl === "string" && /^public-|^authenticated-read$/.test(acl)) yield `its ACL is ${acl}`;
    for (const grant of [
      ...listAt(properties, "accessControlPolicy.grants"),
      ...listAt(properties, "grants"),
    ]) {
      const group = at(grant, "grantee.uri") ?? at(grant, "uri");
      if (typeof group === "string" && /\/(AllUsers|AuthenticatedUsers)$/.test(group))
        yield `its ACL has a grant for ${group.split("/").at(-1)}`;
    }
    if (type === "aws:lambda/permission:Permission" && at(properties, "principal") === "*") {
      const tied = ["sourceAccount", "sourceArn", "principalOrgId"].some(
        (name) => at(properties, name) !== undefined,
      );
      if (!tied) yield "everyone may invoke the function";
    }
  },
};

function isPublic({ effect, principals, notPrincipals, conditions }: Statement): boolean {
  if (effect !== "Allow" || !(principals.includes("*") || notPrincipals.length > 0)) return false;
  return !Object.entries(conditions).some(
    ([operator, keys]) =>
      // "Not equal" and "if it is there at all" shut nobody out.
      !/not|ifexists|^null$/.test(operator) &&
      Object.entries(keys).some(
        ([key, values]) =>
          TYING.includes(key) &&
          values.length > 0 &&
          !values.some((value) => /^[*:]*$/.test(value) || isOpen(value)),
      ),
  );
}
