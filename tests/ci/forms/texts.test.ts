/**
 * What AWS's API models refuse of names, paths, descriptions and policies, the simulated cloud refuses: each text is made too long,
 * and mixed with characters that the model's pattern does not have. botocore carries the models.
 */
import { newCloud } from "@groundwork/rehearse/cloud";
import { Refusal } from "@groundwork/rehearse/cloud/cloud";
import { apiTexts, type TextLimits } from "@groundwork/testbed/moto/forms";
import { createEach } from "./created";

jest.setTimeout(600_000);

/** The operation that creates each type. Types that are missing here have no text with limits in its input. */
const operations: Readonly<Record<string, string>> = {
  "aws:acm/certificate:Certificate": "acm:RequestCertificate",
  "aws:cloudwatch/logGroup:LogGroup": "logs:CreateLogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm": "cloudwatch:PutMetricAlarm",
  "aws:codebuild/project:Project": "codebuild:CreateProject",
  "aws:codebuild/webhook:Webhook": "codebuild:CreateWebhook",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": "ecr:PutLifecyclePolicy",
  "aws:ecr/repository:Repository": "ecr:CreateRepository",
  "aws:ecr/repositoryPolicy:RepositoryPolicy": "ecr:SetRepositoryPolicy",
  "aws:eks/accessEntry:AccessEntry": "eks:CreateAccessEntry",
  "aws:eks/addon:Addon": "eks:CreateAddon",
  "aws:eks/cluster:Cluster": "eks:CreateCluster",
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": "eks:CreatePodIdentityAssociation",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "iam:CreateOpenIDConnectProvider",
  "aws:iam/policy:Policy": "iam:CreatePolicy",
  "aws:iam/role:Role": "iam:CreateRole",
  "aws:iam/rolePolicy:RolePolicy": "iam:PutRolePolicy",
  "aws:kms/alias:Alias": "kms:CreateAlias",
  "aws:kms/key:Key": "kms:CreateKey",
  "aws:lambda/function:Function": "lambda:CreateFunction",
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": "lambda:PutFunctionEventInvokeConfig",
  "aws:lambda/permission:Permission": "lambda:AddPermission",
  "aws:secretsmanager/secret:Secret": "secretsmanager:CreateSecret",
  "aws:secretsmanager/secretVersion:SecretVersion": "secretsmanager:PutSecretValue",
  "aws:ssm/parameter:Parameter": "ssm:PutParameter",
};

/** Inputs whose names are not those of the API's members: the member, and the input. */
const otherNames: Readonly<Record<string, string>> = {
  AlarmName: "name",
  AliasName: "name",
  FunctionName: "name",
  KMSKeyArn: "kmsKeyArn",
  PolicyName: "name",
  RoleName: "name",
  lifecyclePolicyText: "policy",
  logGroupName: "name",
  policyText: "policy",
  repositoryName: "name",
  AssumeRolePolicyDocument: "assumeRolePolicy",
  PolicyDocument: "policy",
  "aws:iam/rolePolicy:RolePolicy RoleName": "role",
  "aws:lambda/permission:Permission FunctionName": "function",
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig FunctionName": "functionName",
  "aws:ecr/repositoryPolicy:RepositoryPolicy repositoryName": "repository",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy repositoryName": "repository",
};

function inputOf(type: string, member: string): string {
  return (
    otherNames[`${type} ${member}`] ??
    otherNames[member] ??
    `${member.charAt(0).toLowerCase()}${member.slice(1)}`
  );
}

function accepts({ min = 0, max = Number.MAX_SAFE_INTEGER, pattern }: TextLimits, text: string): boolean {
  if (text.length < min || text.length > max) return false;
  return pattern === undefined || new RegExp(`^(?:${pattern})$`).test(text);
}

/** Variants of a text that AWS accepts, in all ways that limits can refuse. */
function variants(text: string, { max }: TextLimits): string[] {
  const middle = Math.ceil(text.length / 2);
  const mixed = [" ", "'", "é", "!", "*", "\n", "#", ":", "/", "~", "€"].map(
    (character) => `${text.slice(0, middle)}${character}${text.slice(middle)}`,
  );
  // The provider does not send an empty text.
  return [...mixed, ...(max === undefined || max > 200_000 ? [] : [text.padEnd(max + 1, text.at(-1))])];
}

test("what the API's models refuse is refused", async () => {
  const cloud = newCloud();
  const made = await createEach("us-east-1", cloud);
  const before = cloud.snapshot();
  const models = apiTexts([...new Set(Object.values(operations))]);
  const accepted: string[] = [];
  let refused = 0;
  for (const [type, operation] of Object.entries(operations)) {
    const resource = made.get(type);
    if (!resource) throw new Error(`there is no ${type}`);
    for (const [member, limits] of Object.entries(models[operation] ?? {})) {
      const input = inputOf(type, member);
      const given = resource.inputs[input] ?? (/^description$/i.test(member) ? "A text" : undefined);
      if (typeof given !== "string") continue;
      for (const text of variants(given, limits).filter((each) => !accepts(limits, each))) {
        try {
          await cloud.update(type, resource.id, { ...resource.inputs, [input]: text });
          accepted.push(`${type} ${input}: ${JSON.stringify(text.slice(0, 80))}; ${JSON.stringify(limits)}`);
          cloud.restore(before);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
          refused += 1;
        }
      }
    }
  }
  expect(accepted).toEqual([]);
  expect(refused).toBeGreaterThan(200);
});
