import type { ResourcePolicy } from "../policy";
import { getList, getValue } from "../properties";
import { isPublicBlock } from "../reach";
import { parseStatements, type Statement } from "../statements";

/** Path of the policy in each type with a resource-based policy. */
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

/** Condition keys that restrict callers, if their values do not match everything. */
const RESTRICTING_KEYS = [
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

/** Critical: public access will be abused. */
export const forbidPublicResourcePolicies: ResourcePolicy = {
  name: "forbid-public-resource-policies",
  level: "mandatory",
  severity: "critical",
  description: "No policy or ACL of a resource allows access for everyone.",
  reason: 'The principal "*" means every AWS account and often every anonymous caller.',
  fix: "Name the principals, or restrict them by a condition such as aws:SourceAccount or aws:PrincipalOrgID.",
  source:
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status",
  types: [...Object.keys(policyPaths), ...aclTypes, "aws:lambda/permission:Permission"],
  *check({ type, properties }) {
    for (const statement of parseStatements(getValue(properties, policyPaths[type] ?? "policy")))
      if (isPublic(statement))
        yield `everyone can call ${[...statement.actions, ...statement.notActions].join(", ")}`;
    const acl = getValue(properties, "acl");
    if (typeof acl === "string" && /^public-|^authenticated-read$/.test(acl)) yield `its ACL is ${acl}`;
    for (const grant of [
      ...getList(properties, "accessControlPolicy.grants"),
      ...getList(properties, "grants"),
    ]) {
      const group = getValue(grant, "grantee.uri") ?? getValue(grant, "uri");
      if (typeof group === "string" && /\/(AllUsers|AuthenticatedUsers)$/.test(group))
        yield `its ACL grants access to ${group.split("/").at(-1)}`;
    }
    if (type === "aws:lambda/permission:Permission" && getValue(properties, "principal") === "*") {
      const restricted = ["sourceAccount", "sourceArn", "principalOrgId"].some(
        (name) => getValue(properties, name) !== undefined,
      );
      if (!restricted) yield "everyone can invoke the function";
    }
  },
};

function isPublic({ effect, principals, notPrincipals, conditions }: Statement): boolean {
  if (effect !== "Allow" || !(principals.includes("*") || notPrincipals.length > 0)) return false;
  return !Object.entries(conditions).some(
    ([operator, keys]) =>
      // Negated operators and IfExists do not restrict callers.
      !/not|ifexists|^null$/.test(operator) &&
      Object.entries(keys).some(
        ([key, values]) =>
          RESTRICTING_KEYS.includes(key) &&
          values.length > 0 &&
          !values.some((value) => /^[*:]*$/.test(value) || isPublicBlock(value)),
      ),
  );
}
