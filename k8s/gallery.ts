import * as pulumi from "@pulumi/pulumi";
import { defaultConcurrentUploads, defaultMaxPixels, defaultMaxUploadMib } from "../app/src/photos/limits";
import { Application } from "./application";
import type { ServiceArgs, Size } from "./application-args";
import type { SecretsAs } from "./configuration";
import { buildPrimaryVariables, buildReplicaVariables, type DatabaseConnection } from "./database-connection";
import { DatabaseServices } from "./database-services";
import { inheritDependsOn } from "./depends-on";
import { type EgressBy, endpointOf } from "./egress-by-name";
import { image as contract } from "./image";
import { Migration, migrationResources } from "./migration";
import { Namespace } from "./namespace";
import { NetworkPolicies, type NetworkPoliciesArgs } from "./network-policies";
import { databaseVariables, demandOf, type OtherApplication, podsAtPeak } from "./other-application";
import { computeQuota, type Demand } from "./quota";
import { ReleaseController, type ReleaseControllerArgs } from "./releases/controller";
import type { Release } from "./releases/release";
import { type Domain, type Route, Routing } from "./routing";
import { buildTelemetryVariables, type TelemetryArgs } from "./telemetry/receiver";

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
  /**
   * Keeps photos that the database has no row of: the photos of another stack, which are copied here. Changing it rolls out new API pods.
   *
   * @default false: the API deletes them after an hour
   */
  readonly keepsUnknownPhotos?: boolean | undefined;
  /** Addresses that NetworkPolicies allow. */
  readonly network: Omit<NetworkPoliciesArgs, "namespace" | "bucketHost" | "telemetry">;
  /** How policies describe AWS's endpoints. Changing it replaces one policy: the new one exists before the old one is deleted. */
  readonly egressBy: EgressBy;
  /**
   * Receiver of the spans of the API, the page and the migration.
   *
   * @default no spans are recorded
   */
  readonly telemetry?: TelemetryArgs | undefined;
  /**
   * Other applications in the namespace, behind the load balancer.
   *
   * @default none
   */
  readonly applications?: readonly OtherApplication[];
  /**
   * How new versions of the parts replace the running ones. Changing between a rolling update and another way replaces the part's pods.
   *
   * @default rolling updates
   */
  readonly releases?: { readonly api?: Release | undefined; readonly web?: Release | undefined };
  /** Addresses that the controller of releases connects to. Not used if the gallery and all other applications have rolling updates. */
  readonly controllerNetwork: Pick<ReleaseControllerArgs, "apiCidr" | "nodeCidrs">;
}

/** The gallery in the cluster: its namespace and all objects in it, also those of other applications, and the load balancer. */
export class Gallery extends pulumi.ComponentResource {
  /** DNS name of the load balancer. */
  readonly loadBalancer: pulumi.Output<string>;
  private readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: GalleryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Gallery", name, {}, opts);
    this.namespace = this.createNamespace(name, args, opts);
    const policies = this.createNetworkPolicies(name, args);
    const controller = this.createController(name, args, opts);
    const database = this.createDatabaseServices(name, args);
    const migration = this.createMigration(name, args, database, policies);
    // Pods of the new version start after the schema is migrated.
    const before = (release?: Release) => [migration.job, ...(release === undefined ? [] : controller)];
    const api = this.createApi(name, args, database, before(args.releases?.api));
    const web = this.createWeb(name, args, before(args.releases?.web));
    const routes = this.createOthers(args, database, (release) => [
      policies,
      ...(release === undefined ? [] : controller),
    ]);
    this.loadBalancer = this.createRouting(name, args, { api, web }, routes);
    this.registerOutputs({ loadBalancer: this.loadBalancer });
  }

  private createNamespace(
    name: string,
    args: GalleryArgs,
    opts?: pulumi.ComponentResourceOptions,
  ): pulumi.Output<string> {
    // New and terminating pods of a rollout count too. Two migration pods, because the Job of the previous image may still exist.
    const demands: Demand[] = [
      ...(["api", "web"] as const).map((part) => ({
        pods: podsAtPeak(args[part].replicas.max, args.releases?.[part] !== undefined),
        resources: args[part].resources,
      })),
      { pods: 2, resources: migrationResources },
      ...(args.applications ?? []).map(demandOf),
    ];
    return new Namespace(
      name,
      { name: args.namespace, quota: computeQuota(demands) },
      { parent: this, ...inheritDependsOn(opts) },
    ).namespace;
  }

  private createNetworkPolicies(name: string, { network, egressBy, ...args }: GalleryArgs): NetworkPolicies {
    const bucketHost = egressBy === "names" ? getPhotosHost(args) : undefined;
    const { telemetry } = args;
    return new NetworkPolicies(
      name,
      { ...network, bucketHost, telemetry, namespace: this.namespace },
      { parent: this },
    );
  }

  /** Installs the controller if an application needs it. Its nodes and its policies are those of the gallery. */
  private createController(
    name: string,
    { namespace, network, controllerNetwork, releases = {}, applications = [] }: GalleryArgs,
    opts?: pulumi.ComponentResourceOptions,
  ): pulumi.Resource[] {
    const all = [releases.api, releases.web, ...applications.map(({ release }) => release)];
    if (all.every((release) => release === undefined)) return [];
    const controller = new ReleaseController(
      `${name}-releases`,
      {
        ...controllerNetwork,
        dnsCidr: network.dnsCidr,
        applicationsNamespace: this.namespace,
        applicationsName: namespace,
      },
      { parent: this, ...inheritDependsOn(opts) },
    );
    return [controller.installed];
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
        values: {
          ...buildPrimaryVariables(args.database, database),
          ...buildTelemetryVariables(args.telemetry),
        },
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
    before: pulumi.Resource[],
  ): pulumi.Output<string> {
    return this.createPart(`${name}-api`, "api", args, before, {
      values: {
        ...buildPrimaryVariables(args.database, database),
        ...buildReplicaVariables(args.database, database),
        PHOTOS_BUCKET: args.photoBucket,
        AWS_REGION: args.region,
        TRUSTED_PROXY_HOPS: "1",
        // The pod's limits of memory (settings/rules.ts) and storage (ephemeral-storage.ts) are computed for these values;
        // another image may have other defaults.
        MAX_PIXELS: String(defaultMaxPixels),
        MAX_CONCURRENT_UPLOADS: String(defaultConcurrentUploads),
        MAX_UPLOAD_MIB: String(defaultMaxUploadMib),
        ...buildSweepVariables(args),
      },
      secrets: { DATABASE_PASSWORD: args.database.password, CURATOR_TOKEN: args.curatorToken },
    });
  }

  private createWeb(name: string, args: GalleryArgs, before: pulumi.Resource[]): pulumi.Output<string> {
    const origin = pulumi.interpolate`https://${getPhotosHost(args)}`;
    return this.createPart(`${name}-web`, "web", args, before, {
      values: { PHOTOS_ORIGIN: origin, TRUSTED_PROXY_HOPS: "1" },
    });
  }

  private createPart(
    name: string,
    part: "api" | "web",
    args: GalleryArgs,
    dependsOn: pulumi.Resource[],
    configuration: Pick<ServiceArgs, "values" | "secrets">,
  ): pulumi.Output<string> {
    const { image, secretsAs } = args;
    const { namespace } = this;
    return new Application(
      name,
      {
        ...{ name: part, namespace, image, secretsAs, ...configuration },
        values: { ...configuration.values, ...buildTelemetryVariables(args.telemetry) },
        ...{ command: [part], port: contract.httpPort, size: args[part], release: args.releases?.[part] },
      },
      { parent: this, dependsOn },
    ).service;
  }

  /** Creates the other applications, and returns the routes to their Services. */
  private createOthers(
    args: GalleryArgs,
    database: DatabaseServices,
    before: (release: Release | undefined) => pulumi.Resource[],
  ): Route[] {
    return (args.applications ?? []).flatMap(({ database: access, route, ...application }) => {
      const { values, secrets } = databaseVariables(access, args.database, database);
      const { service } = new Application(
        application.name,
        {
          ...application,
          namespace: this.namespace,
          values: { ...values, ...application.values },
          ...(access === undefined ? {} : { secrets }),
          secretsAs: args.secretsAs,
        },
        { parent: this, dependsOn: before(application.release) },
      );
      const isDivided = application.release !== undefined;
      return route === undefined ? [] : [{ ...route, service, isDivided }];
    });
  }

  private createRouting(
    name: string,
    { domain, releases = {} }: GalleryArgs,
    services: { api: pulumi.Output<string>; web: pulumi.Output<string> },
    routes: readonly Route[],
  ): pulumi.Output<string> {
    const divided = (["api", "web"] as const).filter((part) => releases[part] !== undefined);
    return new Routing(
      name,
      { namespace: this.namespace, services, routes, divided, ...(domain ? { domain } : {}) },
      { parent: this },
    ).loadBalancer;
  }
}

/** Without a variable, the API searches for photos without a row every hour, and deletes them (app/src/config.ts). */
function buildSweepVariables({ keepsUnknownPhotos = false }: GalleryArgs): Record<string, string> {
  return keepsUnknownPhotos ? { SWEEP_INTERVAL_MINUTES: "0" } : {};
}

/** Returns the host name under which browsers and pods reach the photos. */
function getPhotosHost({
  photoBucket,
  ...endpoints
}: Pick<GalleryArgs, "photoBucket" | "region" | "dnsSuffix">): pulumi.Output<string> {
  return pulumi.interpolate`${photoBucket}.${endpointOf("s3", endpoints)}`;
}
