/** Names that others rely on: stacks' files, workflows and people. Everything else is named by Pulumi. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { BootstrapSettings } from "./settings";

type Where = Pick<BootstrapSettings, "accountId" | "region" | "namePrefix">;

/** The project that stores its states here, and whose images the registry holds. */
export const PROJECT: string = parse(readFileSync(join(__dirname, "..", "Pulumi.yaml"), "utf8")).name;

/** Alias of the key that encrypts secrets. */
export const SECRETS_ALIAS = `${PROJECT}-secrets`;

/** GitHub's issuer of identity tokens, and the audience that aws-actions/configure-aws-credentials asks for. */
export const GITHUB = { host: "token.actions.githubusercontent.com", audience: "sts.amazonaws.com" } as const;

/** The state bucket. Bucket names are unique in all of AWS, so account and region are part of it. */
export function stateBucketName({ namePrefix, accountId, region }: Where): string {
  return `${namePrefix}-state-${accountId}-${region}`;
}

/** The bucket for the state bucket's access log. */
export function logBucketName({ namePrefix, accountId, region }: Where): string {
  return `${namePrefix}-logs-${accountId}-${region}`;
}

/** What `pulumi login` takes. */
export function backendUrl(where: Where): string {
  return `s3://${stateBucketName(where)}?region=${where.region}`;
}

/**
 * What `pulumi stack init --secrets-provider` takes. The stack's name goes into KMS's encryption context, so that a
 * role can be allowed to decrypt one stack's secrets and no other's.
 * https://pkg.go.dev/gocloud.dev/secrets/awskms#URLOpener
 */
export function secretsProvider({ region }: Pick<Where, "region">, stack: string): string {
  return `awskms:///alias/${SECRETS_ALIAS}?region=${region}&context_stack=${stack}`;
}

/** The partition that a region belongs to: the second part of every ARN. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** The environment that stands for the stacks of pull requests under review: `pr-7`, `pr-8` and so on. */
export const REVIEW = "review";

/** What an environment's stacks are called, as policies compare names: an environment is a stack, but for REVIEW. */
export const stacksOf = (environment: string) => (environment === REVIEW ? "pr-*" : environment);

export const deployRole = (environment: string) => `${PROJECT}-deploy-${environment}`;
export const boundaryPolicy = (environment: string) => `${PROJECT}-boundary-${environment}`;
export const PREVIEW_ROLE = `${PROJECT}-preview`;
export const IMAGE_ROLE = `${PROJECT}-image`;
export const REVIEW_IMAGE_ROLE = `${PROJECT}-image-review`;
/** The one repository of images. */
export const IMAGES = `${PROJECT}/gallery`;
/** What pull requests built, apart: nothing of it is ever taken for an image of main. */
export const REVIEW_IMAGES = `${PROJECT}/gallery-review`;
