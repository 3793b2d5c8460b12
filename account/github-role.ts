import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { GITHUB } from "./names";

/** Arguments of {@link GithubRole}. Changes are applied in place unless noted otherwise. */
export interface GithubRoleArgs {
  /** Name of the role, which workflows and stack files refer to. Changing it replaces the role. */
  readonly roleName: string;
  /** Purpose of the role, in a few words. */
  readonly description: string;
  /** ARN of the account's identity provider for GitHub. */
  readonly providerArn: pulumi.Input<string>;
  /**
   * Allowed values of the token's claim `sub`, which must match exactly.
   *
   * @example ["repo:your-organization/groundwork:ref:refs/heads/main"]
   */
  readonly subjects: readonly string[];
  /**
   * Git ref on which the job must run, in addition to the condition on `sub`.
   *
   * @default any ref
   * @example "refs/heads/main"
   */
  readonly ref?: string;
  /** Permissions of the role: a managed policy with the resource name of the role. */
  readonly policy: aws.iam.PolicyDocument;
  /**
   * More permissions, by purpose. Each is a managed policy, because one is limited to 6,144 characters. AWS allows 10 managed
   * policies on a role: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
   *
   * @default no more permissions
   * @example { state: createStatePolicy(scope) }
   */
  readonly morePolicies?: Readonly<Record<string, aws.iam.PolicyDocument>>;
  /**
   * ARN of the role's permissions boundary.
   *
   * @default no permissions boundary
   */
  readonly permissionsBoundary?: pulumi.Input<string>;
  /** Maximum duration of a session, in seconds, 3600 to 43200. */
  readonly sessionSeconds: number;
}

/** An IAM role that GitHub Actions jobs assume with their OIDC token, without access keys. */
export class GithubRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: GithubRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:bootstrap:GithubRole", name, {}, opts);
    const { permissionsBoundary } = args;
    const role = new aws.iam.Role(
      name,
      {
        name: args.roleName,
        description: args.description,
        assumeRolePolicy: pulumi.jsonStringify(createTrustPolicy(args)),
        maxSessionDuration: args.sessionSeconds,
        ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
      },
      // A new role can have the same name only after the old one is deleted.
      { parent: this, deleteBeforeReplace: true },
    );
    // Managed policies, because all inline policies of a role together are limited to 10,240 characters.
    const attachPolicy = (child: string, document: aws.iam.PolicyDocument) => {
      const policy = new aws.iam.Policy(child, { policy: pulumi.jsonStringify(document) }, { parent: this });
      const policyArn = policy.arn;
      new aws.iam.RolePolicyAttachment(child, { role: role.name, policyArn }, { parent: this });
    };
    attachPolicy(name, args.policy);
    for (const [purpose, document] of Object.entries(args.morePolicies ?? {}))
      attachPolicy(`${name}-${purpose}`, document);
    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/**
 * Creates the trust policy. It uses StringEquals, never StringLike. AWS supports GitHub's claim `ref` since January 2026.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
function createTrustPolicy({ providerArn, subjects, ref }: GithubRoleArgs): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: providerArn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${GITHUB.host}:aud`]: GITHUB.audience,
            [`${GITHUB.host}:sub`]: [...subjects],
            ...(ref === undefined ? {} : { [`${GITHUB.host}:ref`]: ref }),
          },
        },
      },
    ],
  };
}
