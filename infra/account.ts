import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** The account and region of a stack. Components build ARNs and service principals from it. */
export interface Account {
  /** The 12-digit account id. */
  readonly id: pulumi.Input<string>;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: pulumi.Input<string>;
  /** How the host names of AWS end in the partition: `amazonaws.com`, or `amazonaws.com.cn` in China. */
  readonly dnsSuffix: pulumi.Input<string>;
  /** Name of the region, such as `us-east-1`. */
  readonly region: string;
  /**
   * Path and permissions boundary of every IAM role that the stack creates.
   *
   * @default path `/`, no permissions boundary
   */
  readonly roles?: RoleRules;
}

/** Properties of every IAM role of a stack. Deploy roles can only manage such roles; see account/policies/deploy.ts. */
interface RoleRules {
  /**
   * IAM path of the stack's roles, except the node role. Changing it replaces every role.
   *
   * @example "/groundwork/dev/"
   */
  readonly path: string;
  /**
   * ARN of the permissions boundary of the stack's roles. Changing it updates the roles in place.
   *
   * @default no permissions boundary
   * @example "arn:aws:iam::111122223333:policy/groundwork-boundary-dev"
   */
  readonly permissionsBoundary?: string;
}

/** Reads the account and the partition of the provider's credentials. */
export function readAccount(provider: aws.Provider, place: Pick<Account, "region" | "roles">): Account {
  const { partition, dnsSuffix } = aws.getPartitionOutput({}, { provider });
  return { id: aws.getCallerIdentityOutput({}, { provider }).accountId, partition, dnsSuffix, ...place };
}

/** Builds an ARN in the account and region. */
export const buildArn = (
  { partition, region, id }: Pick<Account, "partition" | "region" | "id">,
  service: string,
  resource: pulumi.Input<string>,
) => pulumi.interpolate`arn:${partition}:${service}:${region}:${id}:${resource}`;
