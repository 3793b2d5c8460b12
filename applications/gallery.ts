/** The gallery and the other applications: photos, thumbnails, the curator's token and the domain in AWS, and the objects in the cluster. */
import * as pulumi from "@pulumi/pulumi";
import { Aliases } from "../infra/aliases";
import { ApplicationAccess } from "../infra/application-access";
import { Certificate } from "../infra/certificate";
import { CuratorToken } from "../infra/curator-token";
import { Photos } from "../infra/photos";
import { Thumbnailer } from "../infra/thumbnailer";
import { Gallery } from "../k8s/gallery";
import { describeResource } from "../k8s/telemetry/receiver";
import { createApplications } from "./create";
import { createDatabaseVault } from "./database-vault";
import type { Platform } from "./platform";
import { releaseOfPart } from "./releases";
import { hasRoute } from "./spec";

/** Kubernetes namespace of the gallery and of the other applications. */
export const galleryNamespace = "gallery";

/** Creates the gallery unless it is off, and the other applications. Returns their outputs of the stack. */
export function createWorkloads(platform: Platform) {
  const { settings, specs } = platform;
  if (!settings.gallery.isOn && specs.length === 0) return {};
  const gallery = settings.gallery.isOn ? createGallery(platform) : undefined;
  const domain = createDomain(platform);
  const others = createApplications(platform, galleryNamespace, gallery?.photos);
  const { loadBalancer } = createInCluster(platform, { gallery, domain, others });
  if (loadBalancer !== undefined) {
    domain?.pointTo(loadBalancer);
    for (const { pointTo } of others) pointTo(loadBalancer);
  }
  const url = domain ? `https://${domain.host}` : loadBalancer && pulumi.interpolate`http://${loadBalancer}`;

  return {
    ...(specs.length === 0 ? {} : { applicationImages: settings.applications.images }),
    ...(gallery === undefined
      ? url && {
          /** URL of the applications, without the gallery. */
          applicationsUrl: url,
        }
      : {
          photoBucket: gallery.photos.bucketName,
          /** Images that this stack runs, as set in its settings. Previews and rollbacks start from them. */
          galleryImage: settings.gallery.image,
          thumbnailerImage: settings.gallery.thumbnailerImage,
          /** URL of the gallery. */
          galleryUrl: url,
          /** Token for uploading and deleting photos: `pulumi stack output curatorToken -s STACK --show-secrets`. */
          curatorToken: gallery.curator.token,
          /** URL of the queue of photos whose thumbnails could not be created. */
          thumbnailerFailuresUrl: gallery.thumbnailer.failuresUrl,
        }),
  };
}

/** Creates the gallery's resources in AWS. */
function createGallery(platform: Platform) {
  const { settings, options } = platform;
  const photos = createPhotos(platform);
  const access = createAccess(platform, photos);
  const thumbnailer = createThumbnailer(platform, photos);
  createDatabaseVault(platform);
  const curator = new CuratorToken(
    "curator-token",
    { version: settings.gallery.curatorTokenVersion },
    options,
  );
  return { photos, access, thumbnailer, curator };
}

/** The part of the gallery that copies from another region need (docs/region-lost.md). Returns its outputs of the stack. */
export function createStorage(platform: PlatformOfPhotos) {
  return platform.settings.gallery.isOn ? { photoBucket: createPhotos(platform).bucketName } : {};
}

type PlatformOfPhotos = Pick<Platform, "settings" | "account" | "dataKey" | "options"> &
  Partial<Pick<Platform, "alerting">>;

function createPhotos({ settings, account, dataKey, alerting, options }: PlatformOfPhotos): Photos {
  return new Photos(
    "photos",
    {
      keyArn: dataKey.arn,
      galleryHost: settings.gallery.domain?.host,
      databaseBackupDays: Math.max(
        settings.database.backupRetentionDays,
        settings.database.vault?.retentionDays ?? 0,
      ),
      deletionProtection: settings.guardRails === "production",
      copyTo: settings.recovery?.photos,
      topicArn: alerting?.alertsArn,
      account,
    },
    options,
  );
}

/** Gives the API access to the photos. */
function createAccess({ account, cluster, dataKey, options }: Platform, photos: Photos): ApplicationAccess {
  return new ApplicationAccess(
    "photos-api",
    {
      description: "The gallery's API: its photos and nothing else",
      clusterName: cluster.name,
      workload: { namespace: galleryNamespace, serviceAccount: "api" },
      buckets: [{ bucketArn: photos.bucketArn, keyArn: dataKey.arn, access: "write" }],
      formerParent: photos,
      account,
    },
    options,
  );
}

function createThumbnailer(
  { settings, account, dataKey, platformKey, options }: Platform,
  photos: Photos,
): Thumbnailer {
  return new Thumbnailer(
    "thumbnailer",
    {
      image: settings.gallery.thumbnailerImage,
      bucketName: photos.bucketName,
      bucketArn: photos.bucketArn,
      keyArn: dataKey.arn,
      logKeyArn: platformKey.arn,
      logRetentionDays: settings.logRetentionDays,
      // It is outside of the VPC and does not reach the gateway.
      traces: settings.telemetry === undefined ? undefined : describeResource(traced()),
      account,
    },
    options,
  );
}

/** Spans name their environment. */
const traced = () => ({ environment: pulumi.getStack() });

/**
 * Creates the certificate of the domain. `pointTo` creates the DNS records once there is a load balancer. Undefined without a domain, and
 * where no application receives requests from outside: nothing would answer there.
 */
function createDomain({ settings, specs, options }: Platform) {
  if (settings.gallery.domain === undefined) return undefined;
  if (!settings.gallery.isOn && !specs.some(hasRoute)) return undefined;
  const { host, hostedZoneId } = settings.gallery.domain;
  const hosts: [string, ...string[]] = settings.gallery.isOn ? [host, `api.${host}`] : [host];
  const { arn } = new Certificate("certificate", { hosts, hostedZoneId }, options);
  return {
    host,
    certificateArn: arn,
    pointTo: (loadBalancer: pulumi.Output<string>) =>
      new Aliases("aliases", { hosts, hostedZoneId, loadBalancer }, options),
  };
}

function createInCluster(
  { settings, account, network, cluster, database, nodes, inCluster }: Platform,
  parts: {
    readonly gallery: ReturnType<typeof createGallery> | undefined;
    readonly domain: ReturnType<typeof createDomain>;
    readonly others: ReturnType<typeof createApplications>;
  },
): Gallery {
  const { gallery, domain, others } = parts;
  return new Gallery(
    "gallery",
    {
      namespace: galleryNamespace,
      parts: gallery && {
        ...settings.gallery,
        photoBucket: gallery.photos.bucketName,
        curatorToken: gallery.curator.token,
        keepsUnknownPhotos: settings.standby === "running",
        telemetry: settings.telemetry && traced(),
        releases: { api: releaseOfPart("api", settings), web: releaseOfPart("web", settings) },
      },
      secretsAs: settings.gallery.secretsAs,
      domain,
      database: {
        primary: database.primaryAddress,
        replicas: database.replicaAddresses,
        name: database.databaseName,
        user: database.username,
        password: database.password,
      },
      region: account.region,
      dnsSuffix: account.dnsSuffix,
      egressBy: settings.egressBy,
      applications: others.map(({ inCluster: application }) => application),
      controllerNetwork: { apiCidr: cluster.apiCidr, nodeCidrs: network.privateCidrs },
      network: {
        loadBalancerCidrs: network.publicCidrs,
        databaseCidrs: network.isolatedCidrs,
        s3Cidrs: network.s3Cidrs,
        dnsCidr: cluster.dnsCidr,
      },
    },
    // `dependsOn` sets the order of deletion: workloads before nodes.
    {
      ...inCluster,
      dependsOn: [
        ...[nodes, database.access, ...(gallery === undefined ? [] : [gallery.access.association])],
        ...others.flatMap(({ before }) => before),
      ],
    },
  );
}
