import type * as pulumi from "@pulumi/pulumi";

/** Account, project and keys that policies refer to. */
export interface Scope {
  /** The 12-digit account id. */
  readonly accountId: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /** Name of the region, such as `us-east-1`. */
  readonly region: string;
  /** Project of the stacks: the first part of their states' keys, and a tag of their resources. */
  readonly project: string;
  /** Name of the state bucket. */
  readonly stateBucket: string;
  /** ARN of the key that encrypts the state bucket. */
  readonly stateKeyArn: pulumi.Input<string>;
  /** ARN of the key that encrypts secrets in config and state. */
  readonly secretsKeyArn: pulumi.Input<string>;
}

/** Returns the IAM path of a stack's roles. */
export function getRolePath({ project }: Pick<Scope, "project">, stack: string): string {
  return `/${project}/${stack}/`;
}

/** Builds an ARN in the scope's account and region. */
export function buildArn({ partition, region, accountId }: Scope, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}
