import type * as pulumi from "@pulumi/pulumi";

/** Where the stack lives: the parts that ARNs and service principals are made of. */
export interface Account {
  /** The 12-digit account number. */
  readonly id: pulumi.Input<string>;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: pulumi.Input<string>;
  /** The region's name, such as `us-east-1`. */
  readonly region: string;
  /** What every role that the stack creates must carry. Default: nothing. */
  readonly roles?: RoleRules;
}

/** By these the account's deploy roles are held to their own stack: see account/policies/deploy.ts. */
export interface RoleRules {
  /** IAM path of the stack's roles, such as `/groundwork/dev/`. Changing it replaces every role. */
  readonly path: string;
  /** ARN of the policy beyond which no role of the stack can go. Default: none. Changes in place. */
  readonly permissionsBoundary?: string;
}
