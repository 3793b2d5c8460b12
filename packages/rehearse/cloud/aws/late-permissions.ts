/**
 * What AWS services answer while they do not see a new role, its policies, or a permission on a key or a function, and what the
 * provider repeats.
 */
import type { Cloud, CloudResource } from "../cloud";
import type { LatePermission, LatePermissions } from "../late-permissions";
import { isProperties, valuesAt } from "../paths";
import { rolePermissions } from "./iam";

/** A new role cannot be assumed for 10 to 30 seconds: https://github.com/hashicorp/terraform-provider-aws/issues/6566 */
const ROLE_SECONDS = 30;

/**
 * S3 sees a function's new permission some seconds late. Zappa waits for up to 7 seconds, and no page states a limit.
 * https://github.com/zappa/Zappa/pull/1441
 */
const INVOKE_SECONDS = 10;

const code = (file: string) =>
  `https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/${file}.go`;

/** A service that a resource lets assume a role. */
interface Assumes {
  /** Paths of the inputs with the roles' ARNs. */
  readonly roles: readonly string[];
  readonly answer: string;
  readonly retriedSeconds: number;
  readonly source: string;
}

/** The provider repeats these calls on these answers: for two minutes, and for Lambda's functions for five. */
const assumed: Readonly<Record<string, Assumes>> = {
  "aws:lambda/function:Function": {
    roles: ["role"],
    answer: "InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda.",
    retriedSeconds: 300,
    source: code("lambda/function"),
  },
  "aws:eks/cluster:Cluster": {
    roles: ["roleArn", "computeConfig.nodeRoleArn"],
    answer: "InvalidParameterException: Role could not be assumed because the trusted entity is not correct",
    retriedSeconds: 120,
    source: code("eks/cluster"),
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    roles: ["roleArn"],
    answer: "InvalidParameterException: Role provided in the request does not exist.",
    retriedSeconds: 120,
    source: code("eks/pod_identity_association"),
  },
  "aws:ec2/flowLog:FlowLog": {
    roles: ["iamRoleArn"],
    answer: "InvalidParameter: Unable to assume given IAM role",
    retriedSeconds: 120,
    source: code("ec2/vpc_flow_log"),
  },
  "aws:rds/instance:Instance": {
    roles: ["monitoringRoleArn"],
    answer:
      "InvalidParameterValue: IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING",
    retriedSeconds: 120,
    source: code("rds/instance"),
  },
  "aws:codebuild/project:Project": {
    roles: ["serviceRole"],
    answer: "InvalidInputException: CodeBuild is not authorized to perform: sts:AssumeRole on service role",
    retriedSeconds: 120,
    source: code("codebuild/project"),
  },
};

/** The permissions of AWS's types. */
export const latePermissions: LatePermissions = (type, { inputs, cloud }) => {
  if (type === "aws:s3/bucketNotification:BucketNotification") return toInvoke(cloud, inputs);
  const service = assumed[type];
  if (!service) return [];
  const { roles, ...answered } = service;
  const found = roles
    .flatMap((path) => valuesAt(inputs, path))
    .flatMap((arn) => cloud.find("aws:iam/role:Role", arn, "arn") ?? []);
  const grants = found.flatMap((role) => [role, ...policiesOf(cloud, role)]);
  const role = { grants, seconds: ROLE_SECONDS, ...answered };
  return [role, ...(type === "aws:eks/cluster:Cluster" ? keyOfSecrets(cloud, inputs) : [])];
};

/** S3 verifies that it can invoke the functions of a notification. The provider repeats the call only while it does not see the bucket. */
function toInvoke(cloud: Cloud, inputs: CloudResource["inputs"]): LatePermission[] {
  return valuesAt(inputs, "lambdaFunctions[].lambdaFunctionArn").map((arn) => {
    const name = cloud.find("aws:lambda/function:Function", arn, "arn")?.outputs.name;
    return {
      grants: cloud
        .list("aws:lambda/permission:Permission")
        .filter(
          ({ inputs: its }) => its.principal === "s3.amazonaws.com" && [name, arn].includes(its.function),
        ),
      seconds: INVOKE_SECONDS,
      answer: "InvalidArgument: Unable to validate the following destination configurations",
      retriedSeconds: 0,
      source: "https://github.com/hashicorp/terraform-provider-aws/issues/19088",
    };
  });
}

function policiesOf(cloud: Cloud, role: CloudResource): CloudResource[] {
  return rolePermissions
    .flatMap((type) => cloud.list(type))
    .filter(({ inputs }) => inputs.role === role.outputs.name);
}

/**
 * EKS checks that the cluster's role can use the key of Secrets. A permission in the key's own policy exists as soon as the key: the
 * provider waits until it reads the policy back. One in the role's policies is seen late, and the provider does not repeat the call.
 */
function keyOfSecrets(cloud: Cloud, inputs: CloudResource["inputs"]): LatePermission[] {
  const [arn = ""] = valuesAt(inputs, "encryptionConfig.provider.keyArn");
  const [roleArn = ""] = valuesAt(inputs, "roleArn");
  const key = cloud.find("aws:kms/key:Key", arn, "arn");
  const role = cloud.find("aws:iam/role:Role", roleArn, "arn");
  if (!key || !role || allows(key.inputs.policy, roleArn)) return [];
  return [
    {
      grants: policiesOf(cloud, role).filter(({ inputs: { policy } }) => String(policy).includes(arn)),
      seconds: ROLE_SECONDS,
      answer: `InvalidParameterException: Access denied to KMS key ${arn} due to explicit deny policy or revoked grant`,
      retriedSeconds: 0,
      source: "https://github.com/hashicorp/terraform-provider-aws/issues/49247",
    },
  ];
}

/** Whether a key policy names a role, by its ARN or by a pattern of it. */
function allows(policy: unknown, roleArn: string): boolean {
  const document: unknown = typeof policy === "string" ? JSON.parse(policy) : policy;
  const statements = isProperties(document) ? [document.Statement].flat() : [];
  return statements.some((statement) => {
    if (!isProperties(statement) || statement.Effect !== "Allow") return false;
    const principals = isProperties(statement.Principal) ? [statement.Principal.AWS].flat() : [];
    const patterns = ["ArnLike", "StringLike", "ArnEquals", "StringEquals"].flatMap((operator) => {
      const conditions = isProperties(statement.Condition) ? statement.Condition[operator] : undefined;
      return isProperties(conditions) ? [conditions["aws:PrincipalArn"] ?? []].flat() : [];
    });
    const named = principals.includes("*") ? patterns : principals;
    return named.some((pattern) => typeof pattern === "string" && matches(pattern, roleArn));
  });
}

function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(text);
}
