import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";

/** Arguments of {@link Role}. Changes are applied in place unless noted otherwise. */
export interface RoleArgs {
  /** Purpose of the role, in a few words. */
  readonly description: string;
  /**
   * Service principal that can assume the role.
   *
   * @example "eks.amazonaws.com"
   */
  readonly service: string;
  /**
   * Also allows `sts:TagSession`, which EKS Auto Mode and Pod Identity require.
   *
   * @default false
   */
  readonly tagSession?: boolean;
  /**
   * Conditions of the trust policy.
   *
   * @default no conditions
   * @example { StringEquals: { "aws:SourceAccount": "111122223333" } }
   */
  readonly assumeConditions?: NonNullable<aws.iam.PolicyStatement["Condition"]>;
  /**
   * Names of AWS managed policies, with their path.
   *
   * @default []
   * @example ["service-role/AmazonRDSEnhancedMonitoringRole"]
   */
  readonly managedPolicies?: readonly string[];
  /**
   * Inline policy of the role.
   *
   * @default no inline policy
   */
  readonly policy?: pulumi.Input<aws.iam.PolicyDocument>;
  /**
   * Creates the role without the path of the stack's roles. A role that exists keeps its path.
   *
   * @default false
   */
  readonly withoutPath?: boolean;
  /** Partition of the managed policies, and path and permissions boundary of the role. Changing the path replaces it. */
  readonly account: Pick<Account, "partition" | "roles">;
}

/**
 * An IAM role for one AWS service. If a resource needs the role's policies as long as it exists, list the component, not
 * its ARN, in `dependsOn`.
 */
export class Role extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;

  constructor(name: string, args: RoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Role", name, {}, opts);
    const child = { parent: this };
    const { withoutPath = false, account } = args;
    const { roles } = account;
    const role = new aws.iam.Role(
      name,
      {
        ...(withoutPath ? { ...roles, path: "/" } : roles),
        description: args.description,
        assumeRolePolicy: pulumi.jsonStringify(createTrustPolicy(args)),
      },
      withoutPath ? { ...child, ignoreChanges: ["path"] } : child,
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

function createTrustPolicy(args: RoleArgs): aws.iam.PolicyDocument {
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
