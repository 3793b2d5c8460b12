import * as pulumi from "@pulumi/pulumi";
import { defaultConcurrentUploads, defaultMaxPixels, defaultMaxUploadMib } from "../app/src/photos/limits";
import { Application } from "./application";
import type { ServiceArgs } from "./application-args";
import { buildPrimaryVariables, buildReplicaVariables } from "./database-connection";
import { DatabaseServices } from "./database-services";
import { inheritDependsOn } from "./depends-on";
import { endpointOf } from "./egress-by-name";
import type { GalleryArgs, GalleryParts } from "./gallery-args";
import { image as contract } from "./image";
import { Migration, migrationResources } from "./migration";
import { Namespace } from "./namespace";
import { NetworkPolicies } from "./network-policies";
import { databaseVariables, demandOf, podsAtPeak } from "./other-application";
import { computeQuota, type Demand } from "./quota";
import { ReleaseController } from "./releases/controller";
import type { Release } from "./releases/release";
import { type Route, Routing } from "./routing";
import { buildTelemetryVariables } from "./telemetry/receiver";

type WithParts = GalleryArgs & GalleryParts;

/** Names of the Services of the gallery's parts. */
type Services = Readonly<Record<"api" | "web", pulumi.Output<string>>>;

/**
 * The gallery in the cluster, and the other applications: their namespace and all objects in it, and the load balancer. Without the
 * gallery's own pods, the namespace and the load balancer keep their names, so that the other applications stay.
 */
export class Gallery extends pulumi.ComponentResource {
  /** DNS name of the load balancer. Undefined: it would have no requests to send to an application. */
  readonly loadBalancer: pulumi.Output<string> | undefined;
  private readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: GalleryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Gallery", name, {}, opts);
    this.namespace = this.createNamespace(name, args, opts);
    const policies = this.createNetworkPolicies(name, args);
    const controller = this.createController(name, args, opts);
    const database = this.createDatabaseServices(name, args);
    const services = this.createParts(name, args, database, { policies, controller });
    const routes = this.createOthers(args, database, (release) => [
      policies,
      ...(release === undefined ? [] : controller),
    ]);
    this.loadBalancer = this.createRouting(name, args, services, routes);
    this.registerOutputs({ loadBalancer: this.loadBalancer });
  }

  /** Creates the gallery's own pods, and returns their Services. */
  private createParts(
    name: string,
    args: GalleryArgs,
    database: DatabaseServices,
    { policies, controller }: { readonly policies: NetworkPolicies; readonly controller: pulumi.Resource[] },
  ): Services | undefined {
    const { parts } = args;
    if (parts === undefined) return undefined;
    const migration = this.createMigration(name, { ...args, ...parts }, database, policies);
    // Pods of the new version start after the schema is migrated.
    const before = (release?: Release) => [migration.job, ...(release === undefined ? [] : controller)];
    return {
      api: this.createApi(name, { ...args, ...parts }, database, before(parts.releases?.api)),
      web: this.createWeb(name, { ...args, ...parts }, before(parts.releases?.web)),
    };
  }

  private createNamespace(
    name: string,
    args: GalleryArgs,
    opts?: pulumi.ComponentResourceOptions,
  ): pulumi.Output<string> {
    // New and terminating pods of a rollout count too. Two migration pods, because the Job of the previous image may still exist.
    const { parts, applications = [] } = args;
    const demands: Demand[] = [
      ...(parts === undefined
        ? []
        : [
            ...(["api", "web"] as const).map((part) => ({
              pods: podsAtPeak(parts[part].replicas.max, parts.releases?.[part] !== undefined),
              resources: parts[part].resources,
            })),
            { pods: 2, resources: migrationResources },
          ]),
      ...applications.map(demandOf),
    ];
    return new Namespace(
      name,
      { name: args.namespace, quota: computeQuota(demands) },
      { parent: this, ...inheritDependsOn(opts) },
    ).namespace;
  }

  private createNetworkPolicies(
    name: string,
    { network, egressBy, parts, ...endpoints }: GalleryArgs,
  ): NetworkPolicies {
    const bucketHost = parts && egressBy === "names" ? getPhotosHost({ ...endpoints, ...parts }) : undefined;
    const hasGallery = parts !== undefined;
    return new NetworkPolicies(
      name,
      { ...network, hasGallery, bucketHost, telemetry: parts?.telemetry, namespace: this.namespace },
      { parent: this },
    );
  }

  /** Installs the controller if an application needs it. Its nodes and its policies are those of the gallery. */
  private createController(
    name: string,
    { namespace, network, controllerNetwork, parts, applications = [] }: GalleryArgs,
    opts?: pulumi.ComponentResourceOptions,
  ): pulumi.Resource[] {
    const all = [parts?.releases?.api, parts?.releases?.web, ...applications.map(({ release }) => release)];
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
    args: WithParts,
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
    args: WithParts,
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

  private createWeb(name: string, args: WithParts, before: pulumi.Resource[]): pulumi.Output<string> {
    const origin = pulumi.interpolate`https://${getPhotosHost(args)}`;
    return this.createPart(`${name}-web`, "web", args, before, {
      values: { PHOTOS_ORIGIN: origin, TRUSTED_PROXY_HOPS: "1" },
    });
  }

  private createPart(
    name: string,
    part: "api" | "web",
    args: WithParts,
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
      return route === undefined ? [] : [{ ...route, name: application.name, service, isDivided }];
    });
  }

  private createRouting(
    name: string,
    { domain, parts }: GalleryArgs,
    services: Services | undefined,
    routes: readonly Route[],
  ): pulumi.Output<string> | undefined {
    if (services === undefined && routes.length === 0) return undefined;
    const divided = (["api", "web"] as const).filter((part) => parts?.releases?.[part] !== undefined);
    return new Routing(
      name,
      { namespace: this.namespace, services, routes, divided, ...(domain ? { domain } : {}) },
      { parent: this },
    ).loadBalancer;
  }
}

/** Without a variable, the API searches for photos without a row every hour, and deletes them (app/src/config.ts). */
function buildSweepVariables({ keepsUnknownPhotos = false }: GalleryParts): Record<string, string> {
  return keepsUnknownPhotos ? { SWEEP_INTERVAL_MINUTES: "0" } : {};
}

/** Returns the host name under which browsers and pods reach the photos. */
function getPhotosHost({
  photoBucket,
  ...endpoints
}: Pick<WithParts, "photoBucket" | "region" | "dnsSuffix">): pulumi.Output<string> {
  return pulumi.interpolate`${photoBucket}.${endpointOf("s3", endpoints)}`;
}
