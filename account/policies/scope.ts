import type * as pulumi from "@pulumi/pulumi";
import { dnsSuffixOf } from "../../settings/partition";

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

/**
 * Returns the patterns of the ARNs of a stack's roles: those under its path, and the node role, which has no path (see
 * infra/cluster.ts) and is identified by its generated name. Question marks stand for the suffix, so that no longer name of
 * another stack matches.
 */
export function getRoleArns({ partition, accountId, project }: Scope, stack: string): string[] {
  const role = `arn:${partition}:iam::${accountId}:role`;
  return [`${role}/${project}/${stack}/*`, `${role}/${project}-${stack}-cluster-node-???????`];
}

/** Builds an ARN in the scope's account and region. */
export function buildArn({ partition, region, accountId }: Scope, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/**
 * Builds the host name of a service in the scope's region, which is its name in `kms:ViaService`.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function buildHost({ region }: Scope, service: string): string {
  return `${service}.${region}.${dnsSuffixOf(region)}`;
}
