import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { GithubRole } from "./github-role";
import {
  boundaryPolicy,
  deployRole,
  GITHUB,
  IMAGE_ROLE,
  PREVIEW_ROLE,
  REVIEW,
  REVIEW_IMAGE_ROLE,
  stacksOf,
} from "./names";
import { boundary } from "./policies/boundary";
import { deployPolicy } from "./policies/deploy";
import { imagePolicy } from "./policies/image";
import { previewPolicy } from "./policies/preview";
import type { Scope } from "./policies/scope";
import { subjectsOf } from "./subjects";

/** Whom the account trusts. Everything changes in place. */
export interface GithubTrustArgs {
  /** The repository as OWNER/NAME. */
  readonly repository: string;
  /** OWNER_ID/REPOSITORY_ID where the repository's tokens carry them, else empty. */
  readonly repositoryIds: string;
  /** Whether to create the account's identity provider for GitHub, or to use the one that is there. */
  readonly provider: "create" | "existing";
  /** Environments that jobs on the main branch deploy. */
  readonly deployedFromMain: readonly string[];
  /**
   * Environments that only jobs in the GitHub environment of that name deploy, from main. The one called `review` stands
   * for the stacks of pull requests: it is deployed from their branches too, and its role reaches no other stack.
   */
  readonly deployedFromEnvironment: readonly string[];
  /** ARN of the repository that images are pushed to. */
  readonly imagesArn: pulumi.Input<string>;
  /** ARN of the repository that pull requests under review push to. Default: they push none. */
  readonly reviewImagesArn?: pulumi.Input<string> | undefined;
  /** What the roles' policies are about. */
  readonly scope: Scope;
}

/** Seconds: a first `up` waits for cluster and database, and replicas after that. */
const DEPLOYMENT = 4 * 3600;
const SHORT = 3600;
const MAIN = "main";

/** GitHub's jobs as identities of the account: one role a purpose, none of them an administrator. */
export class GithubTrust extends pulumi.ComponentResource {
  readonly previewRoleArn: pulumi.Output<string>;
  readonly imageRoleArn: pulumi.Output<string>;
  /** Of the role that pushes what pull requests under review built; undefined when there are none. */
  readonly reviewImageRoleArn: pulumi.Output<string> | undefined;
  /** By environment. */
  readonly deployRoleArns: Readonly<Record<string, pulumi.Output<string>>>;
  /** ARNs of the policies that every role of an environment's stack must carry, by environment. */
  readonly boundaryArns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: GithubTrustArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:bootstrap:GithubTrust", name, {}, opts);
    const { deployedFromMain, deployedFromEnvironment } = args;
    const environments = [...deployedFromMain, ...deployedFromEnvironment];
    const providerArn = this.createProvider(name, args);
    const boundaries = environments.map(
      (environment) => [environment, this.bound(environment, args)] as const,
    );
    const roles = boundaries.map(
      ([environment, { arn }]) => [environment, this.letDeploy(environment, arn, providerArn, args)] as const,
    );
    this.previewRoleArn = this.letPreview(environments, providerArn, args);
    const { branch, environment } = subjectsOf(args);
    this.imageRoleArn = this.letPush("image", IMAGE_ROLE, branch(MAIN), args.imagesArn, providerArn);
    this.reviewImageRoleArn =
      args.reviewImagesArn === undefined
        ? undefined
        : this.letPush(
            "image-review",
            REVIEW_IMAGE_ROLE,
            environment(REVIEW),
            args.reviewImagesArn,
            providerArn,
          );
    this.deployRoleArns = Object.fromEntries(roles);
    this.boundaryArns = Object.fromEntries(boundaries.map(([environment, { arn }]) => [environment, arn]));
    this.registerOutputs({
      previewRoleArn: this.previewRoleArn,
      imageRoleArn: this.imageRoleArn,
      deployRoleArns: this.deployRoleArns,
      boundaryArns: this.boundaryArns,
    });
  }

  private createProvider(name: string, { provider, scope }: GithubTrustArgs): pulumi.Input<string> {
    if (provider === "existing") {
      return `arn:${scope.partition}:iam::${scope.accountId}:oidc-provider/${GITHUB.host}`;
    }
    // AWS trusts GitHub's certificates by itself; a thumbprint would only be one more thing to expire.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
    const { arn } = new aws.iam.OpenIdConnectProvider(
      name,
      { url: `https://${GITHUB.host}`, clientIdLists: [GITHUB.audience] },
      { parent: this },
    );
    return arn;
  }

  private bound(environment: string, { scope }: GithubTrustArgs): aws.iam.Policy {
    return new aws.iam.Policy(
      `boundary-${environment}`,
      {
        name: boundaryPolicy(environment),
        description: `The most that any role of the stack ${stacksOf(environment)} can do`,
        policy: pulumi.jsonStringify(boundary(scope, environment)),
      },
      { parent: this, deleteBeforeReplace: true },
    );
  }

  private letDeploy(
    environment: string,
    permissionsBoundary: pulumi.Output<string>,
    providerArn: pulumi.Input<string>,
    args: GithubTrustArgs,
  ): pulumi.Output<string> {
    const subjects = subjectsOf(args);
    const asked = args.deployedFromEnvironment.includes(environment);
    const review = environment === REVIEW;
    const role = new GithubRole(
      `deploy-${environment}`,
      {
        roleName: deployRole(environment),
        description: `GitHub Actions deploy ${review ? "stacks of pull requests" : `the stack ${environment}`}`,
        providerArn,
        subjects: [
          ...(asked ? [subjects.environment(environment)] : []),
          // For review, the nightly sweep: it waits for nobody's approval.
          ...(!asked || review ? [subjects.branch(MAIN)] : []),
        ],
        // A job in an environment may run on any branch that GitHub's settings let in; a pull request's has its own.
        ...(asked && !review ? { ref: `refs/heads/${MAIN}` } : {}),
        policy: deployPolicy(args.scope, environment),
        permissionsBoundary,
        sessionSeconds: DEPLOYMENT,
      },
      { parent: this },
    );
    return role.arn;
  }

  private letPreview(
    environments: readonly string[],
    providerArn: pulumi.Input<string>,
    args: GithubTrustArgs,
  ): pulumi.Output<string> {
    const subjects = subjectsOf(args);
    const role = new GithubRole(
      "preview",
      {
        roleName: PREVIEW_ROLE,
        description: "GitHub Actions preview every stack: they read, and decrypt config and state",
        providerArn,
        // Main for the nightly look at drift, and for the preview that an approval shows.
        subjects: [subjects.pullRequest, subjects.branch(MAIN)],
        policy: previewPolicy(
          args.scope,
          environments.filter((each) => each !== REVIEW),
        ),
        managedPolicyArn: `arn:${args.scope.partition}:iam::aws:policy/ReadOnlyAccess`,
        sessionSeconds: SHORT,
      },
      { parent: this },
    );
    return role.arn;
  }

  private letPush(
    name: string,
    roleName: string,
    subject: string,
    imagesArn: pulumi.Input<string>,
    providerArn: pulumi.Input<string>,
  ): pulumi.Output<string> {
    const role = new GithubRole(
      name,
      {
        roleName,
        description: "GitHub Actions push images",
        providerArn,
        subjects: [subject],
        policy: imagePolicy(imagesArn),
        sessionSeconds: SHORT,
      },
      { parent: this },
    );
    return role.arn;
  }
}
