/** The gallery: its photos, thumbnails, curator's token and domain in AWS, and its objects in the cluster. */
import * as pulumi from "@pulumi/pulumi";
import { Aliases } from "../infra/aliases";
import { ApplicationAccess } from "../infra/application-access";
import { Certificate } from "../infra/certificate";
import { CuratorToken } from "../infra/curator-token";
import { Photos } from "../infra/photos";
import { Thumbnailer } from "../infra/thumbnailer";
import { Gallery } from "../k8s/gallery";
import { buildTelemetryVariables } from "../k8s/telemetry/receiver";
import { createApplications } from "./create";
import type { Platform } from "./platform";
import { releaseOfPart } from "./releases";

/** Kubernetes namespace of the gallery. */
export const galleryNamespace = "gallery";

/** Creates the gallery, and returns its outputs of the stack. */
export function createGallery(platform: Platform) {
  const { settings, options } = platform;
  const photos = createPhotos(platform);
  const access = createAccess(platform, photos);
  const thumbnailer = createThumbnailer(platform, photos);
  const curator = new CuratorToken(
    "curator-token",
    { version: settings.gallery.curatorTokenVersion },
    options,
  );
  const domain = createDomain(platform);
  const others = createApplications(platform, galleryNamespace, photos);
  const { loadBalancer } = createInCluster(platform, { photos, access, curator, domain, others });
  domain?.pointTo(loadBalancer);
  for (const { pointTo } of others) pointTo(loadBalancer);

  return {
    photoBucket: photos.bucketName,
    /** Images that this stack runs, as set in its settings. Previews and rollbacks start from them. */
    galleryImage: settings.gallery.image,
    thumbnailerImage: settings.gallery.thumbnailerImage,
    ...(platform.specs.length === 0 ? {} : { applicationImages: settings.applications.images }),
    /** URL of the gallery. */
    galleryUrl: domain ? `https://${domain.host}` : pulumi.interpolate`http://${loadBalancer}`,
    /** Token for uploading and deleting photos: `pulumi stack output curatorToken -s STACK --show-secrets`. */
    curatorToken: curator.token,
    /** URL of the queue of photos whose thumbnails could not be created. */
    thumbnailerFailuresUrl: thumbnailer.failuresUrl,
  };
}

/** The part of the gallery that copies from another region need (docs/region-lost.md). Returns its outputs of the stack. */
export function createStorage(platform: PlatformOfPhotos) {
  return platform.settings.gallery.isOn ? { photoBucket: createPhotos(platform).bucketName } : {};
}

type PlatformOfPhotos = Pick<Platform, "settings" | "account" | "dataKey" | "options">;

function createPhotos({ settings, account, dataKey, options }: PlatformOfPhotos): Photos {
  return new Photos(
    "photos",
    {
      keyArn: dataKey.arn,
      galleryHost: settings.gallery.domain?.host,
      databaseBackupDays: settings.database.backupRetentionDays,
      deletionProtection: settings.guardRails === "production",
      copyTo: settings.recovery?.photos,
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
  const telemetry = describeTelemetry(settings);
  return new Thumbnailer(
    "thumbnailer",
    {
      image: settings.gallery.thumbnailerImage,
      bucketName: photos.bucketName,
      bucketArn: photos.bucketArn,
      keyArn: dataKey.arn,
      logKeyArn: platformKey.arn,
      logRetentionDays: settings.logRetentionDays,
      // The function is outside of the VPC: it reaches no private address.
      ...(telemetry?.isPublic ? { variables: buildTelemetryVariables(telemetry) } : {}),
      account,
    },
    options,
  );
}

/** The receiver of spans. Undefined: none are recorded. */
const describeTelemetry = ({ telemetry }: Platform["settings"]) =>
  telemetry && { ...telemetry, environment: pulumi.getStack() };

/** Creates the certificate of the gallery's domain. `pointTo` creates the DNS records once there is a load balancer. */
function createDomain({ settings, options }: Platform) {
  if (settings.gallery.domain === undefined) return undefined;
  const { host, hostedZoneId } = settings.gallery.domain;
  const hosts: [string, string] = [host, `api.${host}`];
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
    readonly photos: Photos;
    readonly access: ApplicationAccess;
    readonly curator: CuratorToken;
    readonly domain: ReturnType<typeof createDomain>;
    readonly others: ReturnType<typeof createApplications>;
  },
): Gallery {
  const { photos, access, curator, domain, others } = parts;
  return new Gallery(
    "gallery",
    {
      ...settings.gallery,
      namespace: galleryNamespace,
      domain,
      database: {
        primary: database.primaryAddress,
        replicas: database.replicaAddresses,
        name: database.databaseName,
        user: database.username,
        password: database.password,
      },
      photoBucket: photos.bucketName,
      keepsUnknownPhotos: settings.standby === "running",
      region: account.region,
      dnsSuffix: account.dnsSuffix,
      curatorToken: curator.token,
      egressBy: settings.egressBy,
      telemetry: describeTelemetry(settings),
      applications: others.map(({ inCluster: application }) => application),
      releases: { api: releaseOfPart("api", settings), web: releaseOfPart("web", settings) },
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
      dependsOn: [nodes, database.access, access.association, ...others.flatMap(({ before }) => before)],
    },
  );
}
