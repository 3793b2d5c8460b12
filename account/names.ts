/** Fixed names, which stack files, workflows and users refer to. Pulumi generates all other names. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import type { BootstrapSettings } from "./settings";

type Where = Pick<BootstrapSettings, "accountId" | "region" | "namePrefix">;

/** Project whose states and images are stored in the account: the one that contains the working directory, as for the tools. */
export const PROJECT: string = parse(readFileSync(join(projectFolder(), "Pulumi.yaml"), "utf8")).name;

/** Alias of the key that encrypts secrets. */
export const SECRETS_ALIAS = `${PROJECT}-secrets`;

/** Alias of the key for secrets that works in both regions, with recoveryRegion. */
export const RECOVERY_SECRETS_ALIAS = `${PROJECT}-recovery-secrets`;

/** GitHub's issuer of OIDC tokens, and the audience that aws-actions/configure-aws-credentials requests. */
export const GITHUB = { host: "token.actions.githubusercontent.com", audience: "sts.amazonaws.com" } as const;

/** Returns the name of the state bucket. Bucket names are globally unique, so it contains account and region. */
export function stateBucketName({ namePrefix, accountId, region }: Where): string {
  return `${namePrefix || PROJECT}-state-${accountId}-${region}`;
}

/** Returns the name of the bucket for the state bucket's access log. */
export function logBucketName({ namePrefix, accountId, region }: Where): string {
  return `${namePrefix || PROJECT}-logs-${accountId}-${region}`;
}

/** Returns the URL for `pulumi login`. */
export function backendUrl(where: Where): string {
  return `s3://${stateBucketName(where)}?region=${where.region}`;
}

/**
 * Returns the URL for `pulumi stack init --secrets-provider`. The KMS encryption context contains the stack's name, so that
 * a role can be limited to decrypting the secrets of one stack.
 * https://pkg.go.dev/gocloud.dev/secrets/awskms#URLOpener
 */
export function secretsProvider({ region }: Pick<Where, "region">, stack: string): string {
  return `awskms:///alias/${SECRETS_ALIAS}?region=${region}&context_stack=${stack}`;
}

/** Environment of the stacks of pull requests: `pr-7`, `pr-8` and so on. */
export const REVIEW = "review";

/** Returns the name pattern of an environment's stacks for policies. Except for REVIEW, an environment is one stack. */
export const stacksOf = (environment: string) => (environment === REVIEW ? "pr-*" : environment);

// `groundwork adopt` computes the names of another project.
export const deployRole = (environment: string, project = PROJECT) => `${project}-deploy-${environment}`;
export const breakGlassRole = (environment: string) => `${PROJECT}-break-glass-${environment}`;
export const boundaryPolicy = (environment: string, project = PROJECT) =>
  `${project}-boundary-${environment}`;
export const previewRole = (project = PROJECT) => `${project}-preview`;
export const PREVIEW_ROLE = previewRole();
export const IMAGE_ROLE = `${PROJECT}-image`;
export const NOTIFY_ROLE = `${PROJECT}-notify`;
export const REVIEW_IMAGE_ROLE = `${PROJECT}-image-review`;
/** Repository of the images that main builds. */
export const IMAGES = `${PROJECT}/gallery`;
/** Separate repository of the images that pull requests build, so that they are never mistaken for images of main. */
export const REVIEW_IMAGES = `${PROJECT}/gallery-review`;

/** The nearest folder with a rehearse.config.ts, from the working directory upwards; else the one that contains this folder. */
function projectFolder(): string {
  for (let at = process.cwd(); dirname(at) !== at; at = dirname(at))
    if (existsSync(join(at, "rehearse.config.ts"))) return at;
  return join(__dirname, "..");
}
