/**
 * The stack's settings: its config, read and checked once. Nothing else reads `pulumi.Config`. What each key means, its
 * unit and its default stand in Pulumi.yaml; what it may hold, in settings/schema.ts; the rules between keys, in
 * settings/rules.ts.
 */
import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "./settings/read";
import { brokenRules } from "./settings/rules";
import { schema, type Values } from "./settings/schema";

export { type Problem, SettingsError } from "./settings/problems";

/** What the program goes by, grouped by what it configures. */
export type Settings = DeepReadonly<ReturnType<typeof group>>;

/**
 * Reads the settings from the stack's config.
 *
 * @throws SettingsError with all problems at once: values that are not allowed, keys that do not exist, rules broken.
 */
export function readSettings(config = new pulumi.Config("groundwork"), stack = pulumi.getStack()): Settings {
  return freeze(group(readConfig(schema, config, `Pulumi.${stack}.yaml`, brokenRules)));
}

function group(values: Values) {
  return {
    /** Which guard rails apply. */
    environment: values.environment,
    region: values.region,
    /** On every AWS resource. */
    tags: values.tags,
    /** How long CloudWatch keeps logs, in days. */
    logRetentionDays: values.logRetentionDays,
    roles: values.rolePermissionsBoundary ? { permissionsBoundary: values.rolePermissionsBoundary } : {},
    network: {
      cidr: values.vpcCidr,
      /** Names, in an order that only ever grows at its end. */
      availabilityZones: values.availabilityZones,
      natGateways: values.natGateways,
    },
    cluster: {
      version: values.clusterVersion,
      /** Empty: the API's endpoint is private only. */
      publicAccessCidrs: values.clusterPublicAccessCidrs,
      admins: values.clusterAdmins,
      viewers: values.clusterViewers,
    },
    database: {
      engineVersion: values.databaseEngineVersion,
      /** The primary's unless the replicas are upgraded first. */
      replicaEngineVersion: values.databaseReplicaEngineVersion || values.databaseEngineVersion,
      instanceClass: values.databaseInstanceClass,
      storageGib: values.databaseStorageGib,
      maxStorageGib: values.databaseMaxStorageGib,
      replicas: values.databaseReplicas,
      multiAz: values.databaseMultiAz,
      backupRetentionDays: values.databaseBackupRetentionDays,
      deletionProtection: values.databaseDeletionProtection,
      /** Raised to have a new password generated. */
      passwordVersion: values.databasePasswordVersion,
    },
    gallery: {
      /** The DNS name that browsers see; undefined while there is none. */
      host: values.galleryHost || undefined,
    },
  };
}

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

function freeze<T>(value: T): DeepReadonly<T>;
function freeze(value: unknown): unknown {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
