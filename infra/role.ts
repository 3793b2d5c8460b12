import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";

/** What a role may be used for. Changing `services` or a policy updates the role in place. */
export interface RoleArgs {
  /** What the role is for, in a few words. Default: none. */
  readonly description: string;
  /** Host name of the AWS service that assumes the role, such as `eks.amazonaws.com`. */
  readonly service: string;
  /** Also allow `sts:TagSession`, which EKS Auto Mode and Pod Identity need. Default: false. */
  readonly tagSession?: boolean;
  /** Conditions on who may assume the role. Default: none. */
  readonly assumeConditions?: NonNullable<aws.iam.PolicyStatement["Condition"]>;
  /** Names of policies that AWS manages, with their path: `service-role/AmazonRDSEnhancedMonitoringRole`. */
  readonly managedPolicies?: readonly string[];
  /** What else the role may do. Default: nothing. */
  readonly policy?: pulumi.Input<aws.iam.PolicyDocument>;
  /** Its partition is part of the managed policies' ARNs; its rules say where the role belongs. */
  readonly account: Pick<Account, "partition" | "roles">;
}

/**
 * An IAM role for one AWS service. Depend on the component, not on its ARN, where the policies must be in place
 * before the role is used and stay until it no longer is.
 */
export class Role extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;

  constructor(name: string, args: RoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Role", name, {}, opts);
    const child = { parent: this };
    const role = new aws.iam.Role(
      name,
      {
        ...args.account.roles,
        description: args.description,
        assumeRolePolicy: pulumi.jsonStringify(trust(args)),
      },
      child,
    );
    for (const policy of args.managedPolicies ?? []) {
      const policyArn = pulumi.interpolate`arn:${args.account.partition}:iam::aws:policy/${policy}`;
      const attachmentName = `${name}-${policy.split("/").at(-1)}`;
      new aws.iam.RolePolicyAttachment(attachmentName, { role: role.name, policyArn }, child);
    }
    if (args.policy) {
      new aws.iam.RolePolicy(name, { role: role.name, policy: pulumi.jsonStringify(args.policy) }, child);
    }
    this.arn = role.arn;
    this.name = role.name;
    this.registerOutputs({ arn: this.arn, name: this.name });
  }
}

function trust(args: RoleArgs): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: args.service },
        Action: args.tagSession ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"],
        ...(args.assumeConditions ? { Condition: args.assumeConditions } : {}),
      },
    ],
  };
}
