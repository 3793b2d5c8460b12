/** The policies that bootstrap creates, and their decisions. */

import { newCloud } from "@groundwork/rehearse/cloud";
import type { Cloud } from "@groundwork/rehearse/cloud/cloud";
import type * as aws from "@pulumi/aws";
import { type AccountSettings, evaluatedAccount } from "../evaluated";
import { type Context, startEvaluator } from "../evaluator";

export const ACCOUNT = "111122223333";
export const REGION = "us-east-1";

/** The policy of an administrator, which allows everything. */
export const ADMINISTRATOR: aws.iam.PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

export const roleArn = (name: string, partition = "aws") => `arn:${partition}:iam::${ACCOUNT}:role/${name}`;

/** An account after bootstrap. Stop it at the end. */
export type Bootstrapped = Awaited<ReturnType<typeof bootstrapped>>;

/** Evaluates bootstrap with these settings, and returns the cloud that it prepared. */
export async function prepareAccount(changes: AccountSettings = {}): Promise<Cloud> {
  const cloud = newCloud();
  await evaluatedAccount(changes, cloud);
  return cloud;
}

export async function bootstrapped(changes: AccountSettings = {}) {
  const cloud = await prepareAccount(changes);
  const { decide, stop } = startEvaluator();

  /** A policy document as the cloud received it. */
  function document(type: string, name: string, property = "policy"): aws.iam.PolicyDocument {
    const found = cloud.list(type).find((each) => each.name === name || each.inputs.name === name);
    return JSON.parse(String(found?.inputs[property]));
  }
  const policy = (name: string) => ({ name, policy: document("aws:iam/policy:Policy", name) });
  /** The policies of bootstrap that are attached to a role. */
  const attached = (role: string) => {
    const arns = cloud
      .list("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
      .filter(({ inputs }) => inputs.role === `groundwork-${role}`)
      .map(({ inputs }) => inputs.policyArn);
    const own = cloud.list("aws:iam/policy:Policy").filter(({ outputs }) => arns.includes(outputs.arn));
    if (own.length === 0) throw new Error(`bootstrap attaches no policy to the role ${role}`);
    return own.map(({ name }) => policy(name));
  };

  const keys = () => cloud.list("aws:kms/key:Key");
  /** Every key has the policy in infra/encryption-key.ts; only those of the account deny anything. */
  const keyPolicy = (arn: string): aws.iam.PolicyDocument => {
    const own = keys().find(({ outputs }) => outputs.arn === arn)?.name;
    if (own !== undefined) return document("aws:kms/key:Key", own);
    const { Version, Statement }: { Version: "2012-10-17"; Statement: aws.iam.PolicyStatement[] } =
      JSON.parse(JSON.stringify(document("aws:kms/key:Key", "state")));
    return { Version, Statement: Statement.filter(({ Effect }) => Effect === "Allow") };
  };

  const request = (principal: string, action: string, resource: string, contextVariables: Context) => ({
    request: { principal, action, resource: { resource, accountId: ACCOUNT }, contextVariables },
  });

  return {
    stop,
    /** The actions, or patterns of them, that the policies of a role allow, without its boundary. */
    allowedActions: (role: string) =>
      attached(role).flatMap(({ policy: document }) => {
        const { Statement }: { Statement: { Effect: string; Action: string | string[] }[] } = JSON.parse(
          JSON.stringify(document),
        );
        return Statement.flatMap(({ Effect, Action }) => (Effect === "Allow" ? [Action].flat() : []));
      }),

    /** ARN of the key with that name in bootstrap. */
    keyArn: (name: string) => String(keys().find((each) => each.name === name)?.outputs.arn),

    /** The decision for a role, including its permissions boundary. */
    asRole(
      role:
        | "deploy-dev"
        | "deploy-prod"
        | "deploy-review"
        | "preview"
        | "image"
        | "notify"
        | "break-glass-prod",
      extra: readonly aws.iam.PolicyDocument[] = [],
    ) {
      const boundary = /^deploy-(.+)$/.exec(role)?.[1];
      const more = extra.map((each, at) => ({ name: `extra-${at}`, policy: each }));
      const always = { "aws:RequestedRegion": REGION, "aws:SecureTransport": "true" };
      return (action: string, resource: string, context: Context = {}) =>
        decide({
          ...request(roleArn(`groundwork-${role}`), action, resource, { ...always, ...context }),
          identityPolicies: [...attached(role), ...more],
          ...(boundary ? { permissionBoundaryPolicies: [policy(`boundary-${boundary}`)] } : {}),
          // The key policy decides whether IAM policies apply.
          ...(action.startsWith("kms:") ? { resourcePolicy: keyPolicy(resource) } : {}),
        });
    },

    /** Whether a GitHub token can assume a role. */
    becomes: (role: string, claims: Context) =>
      decide({
        ...request(
          `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`,
          "sts:AssumeRoleWithWebIdentity",
          roleArn(`groundwork-${role}`),
          claims,
        ),
        identityPolicies: [],
        resourcePolicy: document("aws:iam/role:Role", role, "assumeRolePolicy"),
      }),

    /** Whether an identity of the account can assume a role. */
    assumes: (role: string, principal: string) =>
      decide({
        ...request(principal, "sts:AssumeRole", roleArn(`groundwork-${role}`), {}),
        identityPolicies: [],
        resourcePolicy: document("aws:iam/role:Role", role, "assumeRolePolicy"),
      }),

    /** The decision for a request to an image repository, which its policy alone decides. */
    onRepository: (repository: string, principal: string, action: string, context: Context) =>
      decide({
        ...request(principal, action, `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/${repository}`, context),
        identityPolicies: [],
        resourcePolicy: document(
          "aws:ecr/repositoryPolicy:RepositoryPolicy",
          repository === "groundwork/gallery" ? "images" : "review-images",
        ),
      }),

    /** The decision for an administrator's request to a key of the account, by the name that the key has in bootstrap. */
    onKey: (name: string, action: string, type = "aws:kms/key:Key") =>
      decide({
        ...request(
          roleArn("admin"),
          action,
          String(cloud.list(type).find((each) => each.name === name)?.outputs.arn),
          {},
        ),
        identityPolicies: [{ name: "admin", policy: ADMINISTRATOR }],
        resourcePolicy: document(type, name),
      }),

    /** The decision for an administrator's request to a bucket. */
    onBucket: (bucket: string, action: string, resource: string, context: Context) =>
      decide({
        ...request(roleArn("admin"), action, resource, { "aws:SecureTransport": "true", ...context }),
        identityPolicies: [{ name: "admin", policy: ADMINISTRATOR }],
        resourcePolicy: document("aws:s3/bucketPolicy:BucketPolicy", bucket),
      }),
  };
}
