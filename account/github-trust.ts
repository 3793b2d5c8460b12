import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { GithubRole } from "./github-role";
import {
  boundaryPolicy,
  deployRole,
  GITHUB,
  IMAGE_ROLE,
  NOTIFY_ROLE,
  PREVIEW_ROLE,
  REVIEW,
  REVIEW_IMAGE_ROLE,
  stacksOf,
} from "./names";
import { createBoundaryPolicy } from "./policies/boundary";
import { createDeployPolicies } from "./policies/deploy";
import { createImagePolicy } from "./policies/image";
import { createNotifyPolicy } from "./policies/notify";
import { createPreviewPolicies } from "./policies/preview";
import type { Scope } from "./policies/scope";
import { createSubjects } from "./subjects";

/** Arguments of {@link GithubTrust}. Changes are applied in place; removing an environment deletes its role and boundary. */
export interface GithubTrustArgs {
  /**
   * The repository as OWNER/NAME.
   *
   * @example "your-organization/groundwork"
   */
  readonly repository: string;
  /**
   * OWNER_ID/REPOSITORY_ID if the repository's tokens contain these ids; otherwise empty.
   *
   * @example "123456/456789"
   */
  readonly repositoryIds: string;
  /** Whether to create the account's identity provider for GitHub or use the existing one. */
  readonly provider: "create" | "existing";
  /** Environments that jobs on the main branch deploy. */
  readonly deployedFromMain: readonly string[];
  /**
   * Environments that only jobs in the GitHub environment of the same name deploy, from main. The environment `review` is
   * for the stacks of pull requests: it is also deployed from their branches, and its role has no access to other stacks.
   */
  readonly deployedFromEnvironment: readonly string[];
  /** ARN of the ECR repository for images. */
  readonly imagesArn: pulumi.Input<string>;
  /**
   * ARN of the ECR repository for images of pull requests.
   *
   * @default no role for images of pull requests
   */
  readonly reviewImagesArn?: pulumi.Input<string> | undefined;
  /**
   * ARN of the SNS topic to which jobs on the main branch publish failed deployments; empty for no such role.
   *
   * @example "arn:aws:sns:us-east-1:111122223333:deployments"
   */
  readonly notificationTopicArn: string;
  /** Account, project and keys that the roles' policies refer to. */
  readonly scope: Scope;
}

/** Maximum session of a deployment, in seconds: the first `up` waits for the cluster, the database and then its replicas. */
const DEPLOYMENT = 4 * 3600;
/** Maximum session of other jobs, in seconds. */
const SHORT = 3600;
const MAIN = "main";

/** IAM roles of GitHub Actions jobs: one for each purpose, none with administrator permissions. */
export class GithubTrust extends pulumi.ComponentResource {
  readonly previewRoleArn: pulumi.Output<string>;
  readonly imageRoleArn: pulumi.Output<string>;
  /** ARN of the role that pushes images of pull requests; undefined without `reviewImagesArn`. */
  readonly reviewImageRoleArn: pulumi.Output<string> | undefined;
  /** ARN of the role that publishes failed deployments; undefined without `notificationTopicArn`. */
  readonly notifyRoleArn: pulumi.Output<string> | undefined;
  /** ARNs of the deploy roles, by environment. */
  readonly deployRoleArns: Readonly<Record<string, pulumi.Output<string>>>;
  /** ARNs of the permissions boundaries of the stacks' roles, by environment. */
  readonly boundaryArns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: GithubTrustArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:bootstrap:GithubTrust", name, {}, opts);
    const { deployedFromMain, deployedFromEnvironment } = args;
    const environments = [...deployedFromMain, ...deployedFromEnvironment];
    const providerArn = this.createProvider(name, args);
    const boundaries = environments.map(
      (environment) => [environment, this.createBoundary(environment, args)] as const,
    );
    const roles = boundaries.map(
      ([environment, { arn }]) =>
        [environment, this.createDeployRole(environment, arn, providerArn, args)] as const,
    );
    this.previewRoleArn = this.createPreviewRole(environments, providerArn, args);
    const { branch, environment } = createSubjects(args);
    this.imageRoleArn = this.createImageRole("image", IMAGE_ROLE, branch(MAIN), args.imagesArn, providerArn);
    this.reviewImageRoleArn =
      args.reviewImagesArn === undefined
        ? undefined
        : this.createImageRole(
            "image-review",
            REVIEW_IMAGE_ROLE,
            environment(REVIEW),
            args.reviewImagesArn,
            providerArn,
          );
    this.notifyRoleArn =
      args.notificationTopicArn === ""
        ? undefined
        : this.createNotifyRole(args.notificationTopicArn, branch(MAIN), providerArn);
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
    // No thumbprint: AWS trusts GitHub's certificate authority, and a thumbprint could expire.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
    const { arn } = new aws.iam.OpenIdConnectProvider(
      name,
      { url: `https://${GITHUB.host}`, clientIdLists: [GITHUB.audience] },
      { parent: this },
    );
    return arn;
  }

  private createBoundary(environment: string, { scope }: GithubTrustArgs): aws.iam.Policy {
    return new aws.iam.Policy(
      `boundary-${environment}`,
      {
        name: boundaryPolicy(environment),
        description: `The most that any role of the stack ${stacksOf(environment)} can do`,
        policy: pulumi.jsonStringify(createBoundaryPolicy(scope, environment)),
      },
      { parent: this, deleteBeforeReplace: true },
    );
  }

  private createDeployRole(
    environment: string,
    permissionsBoundary: pulumi.Output<string>,
    providerArn: pulumi.Input<string>,
    args: GithubTrustArgs,
  ): pulumi.Output<string> {
    const subjects = createSubjects(args);
    const needsApproval = args.deployedFromEnvironment.includes(environment);
    const review = environment === REVIEW;
    const { provisioning, ...morePolicies } = createDeployPolicies(args.scope, environment);
    const role = new GithubRole(
      `deploy-${environment}`,
      {
        roleName: deployRole(environment),
        description: `GitHub Actions deploy ${review ? "stacks of pull requests" : `the stack ${environment}`}`,
        providerArn,
        subjects: [
          ...(needsApproval ? [subjects.environment(environment)] : []),
          // The nightly cleanup of review stacks runs on main, without approval.
          ...(!needsApproval || review ? [subjects.branch(MAIN)] : []),
        ],
        // GitHub's settings could allow other branches in an environment. Jobs of pull requests run on their own branches.
        ...(needsApproval && !review ? { ref: `refs/heads/${MAIN}` } : {}),
        policy: provisioning,
        morePolicies,
        permissionsBoundary,
        sessionSeconds: DEPLOYMENT,
      },
      { parent: this },
    );
    return role.arn;
  }

  private createPreviewRole(
    environments: readonly string[],
    providerArn: pulumi.Input<string>,
    args: GithubTrustArgs,
  ): pulumi.Output<string> {
    const subjects = createSubjects(args);
    const { reading, groups } = createPreviewPolicies(
      args.scope,
      environments.filter((each) => each !== REVIEW),
    );
    const role = new GithubRole(
      "preview",
      {
        roleName: PREVIEW_ROLE,
        description: "GitHub Actions preview every stack: they read, and decrypt config and state",
        providerArn,
        // main is for the nightly drift check and for the preview before an approval.
        subjects: [subjects.pullRequest, subjects.branch(MAIN)],
        policy: reading,
        morePolicies: groups,
        sessionSeconds: SHORT,
      },
      { parent: this },
    );
    return role.arn;
  }

  private createNotifyRole(
    topicArn: string,
    subject: string,
    providerArn: pulumi.Input<string>,
  ): pulumi.Output<string> {
    const role = new GithubRole(
      "notify",
      {
        roleName: NOTIFY_ROLE,
        description: "GitHub Actions publish failed deployments",
        providerArn,
        subjects: [subject],
        policy: createNotifyPolicy(topicArn),
        sessionSeconds: SHORT,
      },
      { parent: this },
    );
    return role.arn;
  }

  private createImageRole(
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
        policy: createImagePolicy(imagesArn),
        sessionSeconds: SHORT,
      },
      { parent: this },
    );
    return role.arn;
  }
}
