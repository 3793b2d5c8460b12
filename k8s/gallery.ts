import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { defaultConcurrentUploads, defaultMaxPixels } from "../app/src/photos/limits";
import { after } from "./after";
import { Configuration } from "./configuration";
import { DatabaseServices } from "./database-services";
import { Migration, migrationResources } from "./migration";
import { Namespace } from "./namespace";
import { NetworkPolicies, type NetworkPoliciesArgs } from "./network-policies";
import { type Demand, quotaFor } from "./quota";
import { type Domain, Routing } from "./routing";
import { type Size, Workload } from "./workload";

export interface GalleryArgs {
  /** Namespace of the gallery. Changing it replaces everything in it. */
  readonly namespace: string;
  /** The gallery's image, by digest or by a version's tag. Changing it migrates the database, then rolls the pods. */
  readonly image: string;
  /** Size and number of pods. */
  readonly api: Size;
  readonly web: Size;
  /** Host name and certificate. Default: none, and then plain HTTP on the load balancer's own name. */
  readonly domain?: Domain | undefined;
  readonly database: DatabaseConnection;
  /** Bucket of the photos. */
  readonly photoBucket: pulumi.Input<string>;
  /** AWS region of the bucket. */
  readonly region: string;
  /** Who holds it may upload and delete photos; at least 24 characters. Changing it rolls the API's pods. */
  readonly curatorToken: pulumi.Input<string>;
  /** Who may talk to whom. */
  readonly network: Omit<NetworkPoliciesArgs, "namespace">;
}

/** How the application gets into the database. Changing any of it rolls the API's pods. */
export interface DatabaseConnection {
  /** DNS names of primary and replicas, which are also the names that their certificates carry. */
  readonly primary: pulumi.Input<string>;
  readonly replicas: readonly pulumi.Input<string>[];
  readonly name: pulumi.Input<string>;
  readonly user: pulumi.Input<string>;
  readonly password: pulumi.Input<string>;
}

/** The gallery in the cluster: everything that `kubectl -n gallery` shows, and the way in. */
export class Gallery extends pulumi.ComponentResource {
  /** DNS name of the load balancer. */
  readonly loadBalancer: pulumi.Output<string>;
  private readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: GalleryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Gallery", name, {}, opts);
    this.namespace = this.createNamespace(name, args, opts);
    const policies = this.createNetworkPolicies(name, args);
    const database = this.createDatabaseNames(name, args);
    const migration = this.migrate(name, args, database, policies);
    const api = this.createApi(name, args, database, migration);
    const web = this.createWeb(name, args, migration);
    this.loadBalancer = this.route(name, args, { api, web });
    this.registerOutputs({ loadBalancer: this.loadBalancer });
  }

  private createNamespace(
    name: string,
    args: GalleryArgs,
    opts?: pulumi.ComponentResourceOptions,
  ): pulumi.Output<string> {
    // A rollout adds a pod before it takes one away, and pods that drain still count: twice the number and one more.
    // Two migrations, because the previous image's Job may still be there.
    const demands: Demand[] = [
      ...[args.api, args.web].map(({ replicas, resources }) => ({ pods: 2 * replicas.max + 1, resources })),
      { pods: 2, resources: migrationResources },
    ];
    return new Namespace(
      name,
      { name: args.namespace, quota: quotaFor(demands) },
      { parent: this, ...after(opts) },
    ).namespace;
  }

  private createNetworkPolicies(name: string, { network }: GalleryArgs): NetworkPolicies {
    return new NetworkPolicies(name, { ...network, namespace: this.namespace }, { parent: this });
  }

  private createDatabaseNames(name: string, { database }: GalleryArgs): DatabaseServices {
    const { primary, replicas } = database;
    return new DatabaseServices(
      `${name}-database`,
      { namespace: this.namespace, primary, replicas },
      { parent: this },
    );
  }

  private migrate(
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
        values: primaryConnection(args, database),
        secrets: { DATABASE_PASSWORD: args.database.password },
        resources: migrationResources,
      },
      // Its pod needs the way to the database to be open.
      { parent: this, dependsOn: policies },
    );
  }

  private createApi(
    name: string,
    args: GalleryArgs,
    database: DatabaseServices,
    migration: Migration,
  ): pulumi.Output<string> {
    const { environment } = new Configuration(
      `${name}-api`,
      {
        namespace: this.namespace,
        values: {
          ...primaryConnection(args, database),
          DATABASE_REPLICA_HOSTS: commaSeparated(database.replicas),
          // The certificate carries RDS's name, whatever the cluster calls the host.
          DATABASE_REPLICA_TLS_NAMES: commaSeparated(args.database.replicas),
          PHOTOS_BUCKET: args.photoBucket,
          AWS_REGION: args.region,
          TRUSTED_PROXY_HOPS: "1",
          // What the pod's memory limit is made for (settings/rules.ts), whatever the image's own defaults are.
          MAX_PIXELS: String(defaultMaxPixels),
          MAX_CONCURRENT_UPLOADS: String(defaultConcurrentUploads),
        },
        secrets: { DATABASE_PASSWORD: args.database.password, CURATOR_TOKEN: args.curatorToken },
      },
      { parent: this },
    );
    return this.createWorkload(`${name}-api`, "api", args, environment, migration);
  }

  private createWeb(name: string, args: GalleryArgs, migration: Migration): pulumi.Output<string> {
    const origin = pulumi.interpolate`https://${args.photoBucket}.s3.${args.region}.amazonaws.com`;
    const { environment } = new Configuration(
      `${name}-web`,
      { namespace: this.namespace, values: { PHOTOS_ORIGIN: origin, TRUSTED_PROXY_HOPS: "1" } },
      { parent: this },
    );
    return this.createWorkload(`${name}-web`, "web", args, environment, migration);
  }

  private createWorkload(
    name: string,
    role: "api" | "web",
    args: GalleryArgs,
    environment: pulumi.Input<k8s.types.input.core.v1.EnvFromSource>[],
    migration: Migration,
  ): pulumi.Output<string> {
    return new Workload(
      name,
      { role, namespace: this.namespace, image: args.image, environment, size: args[role] },
      // The new version's pods start when the schema is theirs.
      { parent: this, dependsOn: migration.job },
    ).service;
  }

  private route(
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

function primaryConnection(
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

function commaSeparated(values: readonly pulumi.Input<string>[]): pulumi.Output<string> {
  return pulumi.all([...values]).apply((list) => list.join(","));
}
