/** The gallery: its photos, thumbnails, curator's token and domain in AWS, and its objects in the cluster. */
import * as pulumi from "@pulumi/pulumi";
import { Aliases } from "../infra/aliases";
import { Certificate } from "../infra/certificate";
import { CuratorToken } from "../infra/curator-token";
import { Photos } from "../infra/photos";
import { Thumbnailer } from "../infra/thumbnailer";
import { Gallery } from "../k8s/gallery";
import type { Platform } from "./platform";

/** Kubernetes namespace of the gallery. */
export const galleryNamespace = "gallery";

/** Creates the gallery, and returns its outputs of the stack. */
export function createGallery(platform: Platform) {
  const { settings, options } = platform;
  const photos = createPhotos(platform);
  const thumbnailer = createThumbnailer(platform, photos);
  const curator = new CuratorToken(
    "curator-token",
    { version: settings.gallery.curatorTokenVersion },
    options,
  );
  const domain = createDomain(platform);
  const { loadBalancer } = createInCluster(platform, photos, curator, domain);
  domain?.pointTo(loadBalancer);

  return {
    photoBucket: photos.bucketName,
    /** Images that this stack runs, as set in its settings. Previews and rollbacks start from them. */
    galleryImage: settings.gallery.image,
    thumbnailerImage: settings.gallery.thumbnailerImage,
    /** URL of the gallery. */
    galleryUrl: domain ? `https://${domain.host}` : pulumi.interpolate`http://${loadBalancer}`,
    /** Token for uploading and deleting photos: `pulumi stack output curatorToken -s STACK --show-secrets`. */
    curatorToken: curator.token,
    /** URL of the queue of photos whose thumbnails could not be created. */
    thumbnailerFailuresUrl: thumbnailer.failuresUrl,
  };
}

function createPhotos({ settings, account, cluster, dataKey, options }: Platform): Photos {
  return new Photos(
    "photos",
    {
      keyArn: dataKey.arn,
      galleryHost: settings.gallery.domain?.host,
      deletionProtection: settings.environment === "prod",
      clusterName: cluster.name,
      workload: { namespace: galleryNamespace, serviceAccount: "api" },
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
      account,
    },
    options,
  );
}

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
  photos: Photos,
  curator: CuratorToken,
  domain: ReturnType<typeof createDomain>,
): Gallery {
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
      region: account.region,
      curatorToken: curator.token,
      egressBy: settings.egressBy,
      network: {
        loadBalancerCidrs: network.publicCidrs,
        databaseCidrs: network.isolatedCidrs,
        s3Cidrs: network.s3Cidrs,
        dnsCidr: cluster.dnsCidr,
      },
    },
    // `dependsOn` sets the order of deletion: workloads before nodes.
    { ...inCluster, dependsOn: [nodes, database.access, photos.access] },
  );
}
