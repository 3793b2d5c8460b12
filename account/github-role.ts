import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { GITHUB } from "./names";

/** Which jobs become which role. Everything but the name changes in place. */
export interface GithubRoleArgs {
  /** Workflows and stacks' files name the role, so its name is given. Changing it replaces the role. */
  readonly roleName: string;
  readonly description: string;
  /** ARN of the account's identity provider for GitHub. */
  readonly providerArn: pulumi.Input<string>;
  /** The claims `sub` that are let in, each exactly as GitHub writes it. */
  readonly subjects: readonly string[];
  /** The git ref that the job must run on besides, such as `refs/heads/main`. Default: whatever `sub` says. */
  readonly ref?: string;
  /** What the role may do. */
  readonly policy: aws.iam.PolicyDocument;
  /** ARN of a policy of AWS's own that it may use besides. Default: none. */
  readonly managedPolicyArn?: string;
  /** ARN of the policy beyond which it cannot go. Default: none. */
  readonly permissionsBoundary?: pulumi.Input<string>;
  /** How long a session may last, in seconds, 3600 to 43200. */
  readonly sessionSeconds: number;
}

/** A role that jobs of GitHub Actions assume with the token that GitHub gives them; no key exists anywhere. */
export class GithubRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: GithubRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:bootstrap:GithubRole", name, {}, opts);
    const { permissionsBoundary, managedPolicyArn } = args;
    const role = new aws.iam.Role(
      name,
      {
        name: args.roleName,
        description: args.description,
        assumeRolePolicy: pulumi.jsonStringify(trust(args)),
        maxSessionDuration: args.sessionSeconds,
        ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
      },
      // The name is taken until the old role is gone.
      { parent: this, deleteBeforeReplace: true },
    );
    // A policy of its own, because those written into a role share 10,240 characters.
    const policy = new aws.iam.Policy(name, { policy: pulumi.jsonStringify(args.policy) }, { parent: this });
    const attach = (child: string, policyArn: pulumi.Input<string>) =>
      new aws.iam.RolePolicyAttachment(child, { role: role.name, policyArn }, { parent: this });
    attach(name, policy.arn);
    if (managedPolicyArn !== undefined) attach(`${name}-managed`, managedPolicyArn);
    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/**
 * Who is let in: equal, never like. `ref` is one of GitHub's claims that AWS compares since January 2026.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
function trust({ providerArn, subjects, ref }: GithubRoleArgs): aws.iam.PolicyDocument {
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
