import * as pulumi from "@pulumi/pulumi";
import { defaultConcurrentUploads, defaultMaxPixels, defaultMaxUploadMib } from "../app/src/photos/limits";
import { Configuration, type SecretsAs } from "./configuration";
import { DatabaseServices } from "./database-services";
import { inheritDependsOn } from "./depends-on";
import { type EgressBy, endpointOf } from "./egress-by-name";
import { Migration, migrationResources } from "./migration";
import { Namespace } from "./namespace";
import { NetworkPolicies, type NetworkPoliciesArgs } from "./network-policies";
import { computeQuota, type Demand } from "./quota";
import { type Domain, Routing } from "./routing";
import { computeFigures } from "./target-health";
import { type Size, Workload } from "./workload";

/** Arguments of {@link Gallery}. Changes are applied in place unless noted otherwise. */
export interface GalleryArgs {
  /** Namespace of the gallery. Changing it replaces the namespace and everything in it. */
  readonly namespace: string;
  /**
   * Image of the gallery, by digest or by the tag of one version. Changing it runs the database migration, then rolls out
   * the new pods.
   *
   * @example "111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery:1.0.0"
   */
  readonly image: string;
  /** Number and resources of the API's pods. */
  readonly api: Size;
  /** Number and resources of the web pods. */
  readonly web: Size;
  /**
   * Host name and certificate.
   *
   * @default plain HTTP on the load balancer's DNS name
   */
  readonly domain?: Domain | undefined;
  /** Connection of the application to the database. */
  readonly database: DatabaseConnection;
  /** Name of the photo bucket. Changing it rolls out new pods. */
  readonly photoBucket: pulumi.Input<string>;
  /** AWS region of the bucket. Changing it rolls out new pods. */
  readonly region: string;
  /** How the host names of AWS end in the region. A change of the suffix comes with a change of the region. */
  readonly dnsSuffix: pulumi.Input<string>;
  /** Token for uploading and deleting photos, at least 24 characters. Changing it rolls out new API pods. */
  readonly curatorToken: pulumi.Input<string>;
  /** How pods get the password and the token. A change rolls out new API pods. Files need an image newer than 0.1.0. */
  readonly secretsAs: SecretsAs;
  /** Addresses that NetworkPolicies allow. */
  readonly network: Omit<NetworkPoliciesArgs, "namespace" | "bucketHost">;
  /** How policies describe AWS's endpoints. Changing it replaces one policy: the new one exists before the old one is deleted. */
  readonly egressBy: EgressBy;
}

/** Connection of the application to the database. Any change rolls out new API pods. */
interface DatabaseConnection {
  /** DNS name of the primary, which its certificate contains. */
  readonly primary: pulumi.Input<string>;
  /** DNS names of the read replicas, which their certificates contain. */
  readonly replicas: readonly pulumi.Input<string>[];
  /** Name of the database. */
  readonly name: pulumi.Input<string>;
  /** Name of the PostgreSQL user. */
  readonly user: pulumi.Input<string>;
  /** Password of the user; becomes a Kubernetes Secret. */
  readonly password: pulumi.Input<string>;
}

/** The gallery in the cluster: its namespace and all objects in it, and the load balancer. */
export class Gallery extends pulumi.ComponentResource {
  /** DNS name of the load balancer. */
  readonly loadBalancer: pulumi.Output<string>;
  private readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: GalleryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Gallery", name, {}, opts);
    this.namespace = this.createNamespace(name, args, opts);
    const policies = this.createNetworkPolicies(name, args);
    const database = this.createDatabaseServices(name, args);
    const migration = this.createMigration(name, args, database, policies);
    const api = this.createApi(name, args, database, migration);
    const web = this.createWeb(name, args, migration);
    this.loadBalancer = this.createRouting(name, args, { api, web });
    this.registerOutputs({ loadBalancer: this.loadBalancer });
  }

  private createNamespace(
    name: string,
    args: GalleryArgs,
    opts?: pulumi.ComponentResourceOptions,
  ): pulumi.Output<string> {
    // New and terminating pods of a rollout count too. Two migration pods, because the Job of the previous image may still exist.
    const demands: Demand[] = [
      ...[args.api, args.web].map(({ replicas, resources }) => ({
        pods: computeFigures(replicas.max).podsAtPeak,
        resources,
      })),
      { pods: 2, resources: migrationResources },
    ];
    return new Namespace(
      name,
      { name: args.namespace, quota: computeQuota(demands) },
      { parent: this, ...inheritDependsOn(opts) },
    ).namespace;
  }

  private createNetworkPolicies(name: string, { network, egressBy, ...args }: GalleryArgs): NetworkPolicies {
    const bucketHost = egressBy === "names" ? getPhotosHost(args) : undefined;
    return new NetworkPolicies(name, { ...network, bucketHost, namespace: this.namespace }, { parent: this });
  }

  private createDatabaseServices(name: string, { database }: GalleryArgs): DatabaseServices {
    const { primary, replicas } = database;
    return new DatabaseServices(
      `${name}-database`,
      { namespace: this.namespace, primary, replicas },
      { parent: this },
    );
  }

  private createMigration(
    name: string,
    args: GalleryArgs,
    database: DatabaseServices,
    policies: NetworkPolicies,
  ): Migration {
    return new Migration(
      `${name}-migration`,
      {
        namespace: this.namespace,
        image: args.image,
        values: buildPrimaryVariables(args, database),
        secrets: { DATABASE_PASSWORD: args.database.password },
        secretsAs: args.secretsAs,
        resources: migrationResources,
      },
      // The migration's pod needs the policy that allows access to the database.
      { parent: this, dependsOn: policies },
    );
  }

  private createApi(
    name: string,
    args: GalleryArgs,
    database: DatabaseServices,
    migration: Migration,
  ): pulumi.Output<string> {
    const configuration = new Configuration(
      `${name}-api`,
      {
        namespace: this.namespace,
        values: {
          ...buildPrimaryVariables(args, database),
          DATABASE_REPLICA_HOSTS: joinWithCommas(database.replicas),
          // Certificates contain the names that RDS uses, not those of the Services.
          DATABASE_REPLICA_TLS_NAMES: joinWithCommas(args.database.replicas),
          PHOTOS_BUCKET: args.photoBucket,
          AWS_REGION: args.region,
          TRUSTED_PROXY_HOPS: "1",
          // The pod's limits of memory (settings/rules.ts) and storage (ephemeral-storage.ts) are computed for these values;
          // another image may have other defaults.
          MAX_PIXELS: String(defaultMaxPixels),
          MAX_CONCURRENT_UPLOADS: String(defaultConcurrentUploads),
          MAX_UPLOAD_MIB: String(defaultMaxUploadMib),
        },
        secrets: { DATABASE_PASSWORD: args.database.password, CURATOR_TOKEN: args.curatorToken },
        secretsAs: args.secretsAs,
      },
      { parent: this },
    );
    return this.createWorkload(`${name}-api`, "api", args, configuration, migration);
  }

  private createWeb(name: string, args: GalleryArgs, migration: Migration): pulumi.Output<string> {
    const origin = pulumi.interpolate`https://${getPhotosHost(args)}`;
    const configuration = new Configuration(
      `${name}-web`,
      { namespace: this.namespace, values: { PHOTOS_ORIGIN: origin, TRUSTED_PROXY_HOPS: "1" } },
      { parent: this },
    );
    return this.createWorkload(`${name}-web`, "web", args, configuration, migration);
  }

  private createWorkload(
    name: string,
    role: "api" | "web",
    args: GalleryArgs,
    { environment, secretFiles }: Configuration,
    migration: Migration,
  ): pulumi.Output<string> {
    return new Workload(
      name,
      { role, namespace: this.namespace, image: args.image, environment, secretFiles, size: args[role] },
      // Pods of the new version start after the schema is migrated.
      { parent: this, dependsOn: migration.job },
    ).service;
  }

  private createRouting(
    name: string,
    { domain }: GalleryArgs,
    services: { api: pulumi.Output<string>; web: pulumi.Output<string> },
  ): pulumi.Output<string> {
    return new Routing(
      name,
      { namespace: this.namespace, services, ...(domain ? { domain } : {}) },
      { parent: this },
    ).loadBalancer;
  }
}

function buildPrimaryVariables(
  { database }: GalleryArgs,
  services: DatabaseServices,
): Record<string, pulumi.Input<string>> {
  return {
    DATABASE_PRIMARY_HOST: services.primary,
    DATABASE_PRIMARY_TLS_NAME: database.primary,
    DATABASE_NAME: database.name,
    DATABASE_USER: database.user,
  };
}

function joinWithCommas(values: readonly pulumi.Input<string>[]): pulumi.Output<string> {
  return pulumi.all([...values]).apply((list) => list.join(","));
}

/** Returns the host name under which browsers and pods reach the photos. */
function getPhotosHost({
  photoBucket,
  ...endpoints
}: Pick<GalleryArgs, "photoBucket" | "region" | "dnsSuffix">): pulumi.Output<string> {
  return pulumi.interpolate`${photoBucket}.${endpointOf("s3", endpoints)}`;
}
