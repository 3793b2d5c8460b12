import type * as pulumi from "@pulumi/pulumi";
import { dnsSuffixOf } from "../../settings/partition";
import { REVIEW } from "../names";

/** Account, project and keys that policies refer to. */
export interface Scope {
  /** The 12-digit account id. */
  readonly accountId: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /** Name of the region, such as `us-east-1`. */
  readonly region: string;
  /**
   * Region of the stacks that take over when the first region is lost (docs/region-lost.md).
   *
   * @default undefined: all stacks are in the first region
   */
  readonly recoveryRegion?: string | undefined;
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

/**
 * Returns the patterns of the ARNs of a stack's buckets, identified by the names that Pulumi generates: that of the photos
 * (infra/photos.ts), and those of applications (infra/files.ts).
 */
export function getBucketArns({ partition, project }: Scope, stack: string): string[] {
  return ["photos", "files"].map((name) => `arn:${partition}:s3:::${project}-${stack}-${name}-*`);
}

/** The scope of an environment: the stacks of pull requests are in the first region only. */
export function scopeOf(scope: Scope, environment: string): Scope {
  return environment === REVIEW ? { ...scope, recoveryRegion: undefined } : scope;
}

/** The regions of the stacks. One region is a text, so that policies without a second one stay as they are. */
export function regionsOf({ region, recoveryRegion }: Scope): string | string[] {
  return recoveryRegion === undefined ? region : [region, recoveryRegion];
}

/**
 * Builds an ARN in the scope's account and region. With a second region, it is of every region: policies that name both would not fit
 * into their sizes, and each statement is limited by tags, names or contexts as well.
 */
export function buildArn(scope: Scope, service: string, resource: string): string {
  const { partition, accountId, region, recoveryRegion } = scope;
  return `arn:${partition}:${service}:${recoveryRegion === undefined ? region : "*"}:${accountId}:${resource}`;
}

/**
 * Builds the host name of a service in each region of the stacks, which is its name in `kms:ViaService`.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function buildHost(scope: Scope, service: string): string | string[] {
  const build = (region: string) => `${service}.${region}.${dnsSuffixOf(region)}`;
  const { region, recoveryRegion } = scope;
  return recoveryRegion === undefined ? build(region) : [build(region), build(recoveryRegion)];
}
