import type * as pulumi from "@pulumi/pulumi";

/** What policies are written about. */
export interface Scope {
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  /** Project whose stacks are meant: the first part of their states' keys, and a tag of all they make. */
  readonly project: string;
  /** Name of the state bucket. */
  readonly stateBucket: string;
  /** ARN of the key that encrypts the state bucket. */
  readonly stateKeyArn: pulumi.Input<string>;
  /** ARN of the key that encrypts secrets in config and state. */
  readonly secretsKeyArn: pulumi.Input<string>;
}

/** The IAM path under which a stack's own roles lie. */
export function rolePath({ project }: Pick<Scope, "project">, stack: string): string {
  return `/${project}/${stack}/`;
}

/** An ARN in the scope's account and region. */
export function arnIn({ partition, region, accountId }: Scope, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}
