import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { breakGlassRole } from "./names";
import { createBreakGlassPolicy } from "./policies/break-glass";
import type { Scope } from "./policies/scope";

/** Arguments of {@link BreakGlassRole}. Changes are applied in place unless noted otherwise. */
export interface BreakGlassRoleArgs {
  /** The environment, which is the name of its stack. Changing it replaces the role. */
  readonly environment: string;
  /**
   * ARNs of the IAM roles and users that can assume the role, at least one.
   *
   * @example ["arn:aws:iam::111122223333:role/on-call"]
   */
  readonly principals: readonly string[];
  /** Account, region and project of the stack. */
  readonly scope: Scope;
}

/** Maximum duration of a session, in seconds. `groundwork shell` assumes the role again when it expires. */
const SESSION = 3600;

/** An IAM role for incidents: `groundwork shell STACK --role ARN` opens the stack's private Kubernetes API with it. */
export class BreakGlassRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(
    name: string,
    { environment, principals, scope }: BreakGlassRoleArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("groundwork:bootstrap:BreakGlassRole", name, {}, opts);
    const trust: aws.iam.PolicyDocument = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: [...principals] }, Action: "sts:AssumeRole" }],
    };
    const role = new aws.iam.Role(
      name,
      {
        name: breakGlassRole(environment),
        description: `Incidents: opens and closes the Kubernetes API of the stack ${environment}`,
        assumeRolePolicy: pulumi.jsonStringify(trust),
        maxSessionDuration: SESSION,
      },
      // A new role can have the same name only after the old one is deleted.
      { parent: this, deleteBeforeReplace: true },
    );
    const policy = new aws.iam.Policy(
      name,
      { policy: pulumi.jsonStringify(createBreakGlassPolicy(scope, environment)) },
      { parent: this },
    );
    new aws.iam.RolePolicyAttachment(name, { role: role.name, policyArn: policy.arn }, { parent: this });
    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
