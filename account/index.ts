import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { dnsSuffixOf, partitionOf } from "../settings/partition";
import { BreakGlassRole } from "./break-glass-role";
import { Budget } from "./budget";
import { GithubTrust } from "./github-trust";
import { ImageRegistry } from "./image-registry";
import {
  backendUrl,
  IMAGES,
  logBucketName,
  PROJECT,
  RECOVERY_SECRETS_ALIAS,
  REVIEW,
  REVIEW_IMAGES,
  SECRETS_ALIAS,
  stateBucketName,
} from "./names";
import type { Scope } from "./policies/scope";
import { RecoveryStore } from "./recovery-store";
import { type BootstrapSettings, readBootstrapSettings } from "./settings";
import { StateStore } from "./state-store";

/** Creates the account setup that stacks need, and returns the outputs. */
export = function bootstrap(settings: BootstrapSettings = readBootstrapSettings()) {
  const { accountId, region } = settings;
  const options = { providers: { aws: createProvider(settings) } };
  const account = {
    id: accountId,
    partition: partitionOf(region),
    dnsSuffix: dnsSuffixOf(region),
    region,
  };
  const protection = settings.stateProtection === "on";

  const state = new StateStore(
    "state",
    {
      bucketName: stateBucketName(settings),
      logBucketName: logBucketName(settings),
      oldVersionDays: settings.oldVersionDays,
      accessLogDays: settings.accessLogDays,
      secretsAlias: SECRETS_ALIAS,
      protection,
      account,
    },
    options,
  );

  const registry = {
    repositoryName: IMAGES,
    imagesKept: settings.imagesKept,
    pullingAccounts: settings.pullingAccounts,
    protection,
  };
  const images = new ImageRegistry("images", { ...registry, account }, options);
  const forReviews = {
    repositoryName: REVIEW_IMAGES,
    imagesKept: 30,
    pullingAccounts: [],
    protection: false,
  };
  const hasReviews = settings.deployedFromEnvironment.includes(REVIEW);
  const reviewImages = hasReviews
    ? new ImageRegistry("review-images", { ...forReviews, account }, options)
    : undefined;

  const { recoveryRegion } = settings;
  const recovery =
    recoveryRegion === ""
      ? undefined
      : new RecoveryStore(
          "recovery",
          {
            ...{ region: recoveryRegion, state, protection, account },
            images: hasReviews ? [registry, forReviews] : [registry],
            stateBucketName: stateBucketName(settings),
            bucketName: stateBucketName({ ...settings, region: recoveryRegion }),
            oldVersionDays: settings.oldVersionDays,
            secretsAlias: RECOVERY_SECRETS_ALIAS,
          },
          options,
        );

  const scope: Scope = {
    accountId,
    partition: account.partition,
    region,
    recoveryRegion: recoveryRegion || undefined,
    project: PROJECT,
    stateBucket: stateBucketName(settings),
    stateKeyArn: state.bucketKeyArn,
    secretsKeyArn: state.secretsKeyArn,
  };
  const github = new GithubTrust(
    "github",
    {
      repository: settings.repository,
      repositoryIds: settings.repositoryIds,
      provider: settings.githubProvider,
      deployedFromMain: settings.deployedFromMain,
      deployedFromEnvironment: settings.deployedFromEnvironment,
      imagesArn: images.arn,
      reviewImagesArn: reviewImages?.arn,
      notificationTopicArn: settings.notificationTopicArn,
      scope,
    },
    options,
  );

  const breakGlassRoles = createBreakGlassRoles(settings, scope, options);

  new Budget(
    "account",
    { monthlyUsd: settings.monthlyBudgetUsd, alarmAddress: settings.alarmAddress },
    options,
  );

  return {
    /** URL for `pulumi login`, available once the bucket is ready. */
    backendUrl: state.bucketName.apply(() => backendUrl(settings)),
    /** URL of the image repository, without a tag. */
    imageRepository: images.url,
    /** The backend, the provider of secrets and the images for stacks in the other region, with recoveryRegion only. */
    ...(recovery && {
      recoveryBackendUrl: recovery.bucketName.apply(() =>
        backendUrl({ ...settings, region: recoveryRegion }),
      ),
      recoveryImageRepository: recovery.imageRepository,
    }),
    previewRoleArn: github.previewRoleArn,
    imageRoleArn: github.imageRoleArn,
    /** Image repository and role for pull requests, with the environment `review` only. */
    ...(reviewImages && { reviewImageRepository: reviewImages.url }),
    ...(github.reviewImageRoleArn && { reviewImageRoleArn: github.reviewImageRoleArn }),
    /** Role and topic of notifications, with notificationTopicArn only. */
    ...(github.notifyRoleArn && {
      notifyRoleArn: github.notifyRoleArn,
      notificationTopicArn: settings.notificationTopicArn,
    }),
    /** ARNs by environment, for the workflows and for `clusterAdmins` in the stack files. */
    deployRoleArns: github.deployRoleArns,
    /** ARNs by environment, for `rolePermissionsBoundary` in the stack files. */
    boundaryArns: github.boundaryArns,
    /** ARNs by environment, for `clusterAdmins` in the stack files and `groundwork shell --role`; with breakGlassPrincipals only. */
    ...(breakGlassRoles && { breakGlassRoleArns: breakGlassRoles }),
  };
};

/** Creates a role for incidents in each environment. Undefined if no principal can assume it. */
function createBreakGlassRoles(
  { breakGlassPrincipals: principals, deployedFromMain, deployedFromEnvironment }: BootstrapSettings,
  scope: Scope,
  options: pulumi.ComponentResourceOptions,
) {
  if (principals.length === 0) return undefined;
  const environments = [...deployedFromMain, ...deployedFromEnvironment].filter((each) => each !== REVIEW);
  return Object.fromEntries(
    environments.map((environment) => {
      const args = { environment, principals, scope };
      return [environment, new BreakGlassRole(`break-glass-${environment}`, args, options).arn];
    }),
  );
}

/** Creates a provider that rejects credentials of other accounts. */
function createProvider({ accountId, region }: BootstrapSettings): aws.Provider {
  const tags = { project: pulumi.getProject(), stack: pulumi.getStack() };
  return new aws.Provider("aws", { region, allowedAccountIds: [accountId], defaultTags: { tags } });
}
