/**
 * The stack's settings: its config, read and checked once. Nothing else reads `pulumi.Config`. What each key means, its
 * unit and its default stand in Pulumi.yaml; what it may hold, in settings/schema.ts; the rules between keys, in
 * settings/rules.ts.
 */
import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "./problems";
import { readConfig } from "./read";
import { brokenRules } from "./rules";
import { schema, type Values } from "./schema";

export { type Problem, SettingsError } from "./problems";

/** What the program goes by, grouped by what it configures. */
export type Settings = DeepReadonly<ReturnType<typeof group>>;

/**
 * Reads the settings from the stack's config.
 *
 * @throws SettingsError with all problems at once: values that are not allowed, keys that do not exist, rules broken.
 */
export function readSettings(config = new pulumi.Config(), stack = pulumi.getStack()): Settings {
  const problems: Problem[] = STACK_NAME.test(stack)
    ? []
    : [
        {
          key: "the stack's name",
          given: stack,
          allowed: "at most 20 lower-case letters, digits and hyphens, a letter first: names in AWS carry it",
        },
      ];
  return freeze(group(readConfig(schema, config, `Pulumi.${stack}.yaml`, brokenRules, problems)));
}

/** With the project's name and a resource's it has to fit the shortest of AWS's limits: 63 for buckets and databases. */
const STACK_NAME = /^[a-z](-?[a-z0-9]){0,19}$/;

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
      previewers: values.clusterPreviewers,
    },
    database: {
      engineVersion: values.databaseEngineVersion,
      /** The primary's unless the replicas are upgraded first. */
      replicaEngineVersion: values.databaseReplicaEngineVersion || values.databaseEngineVersion,
      /** Whether engineVersion may be a new major version. */
      allowMajorUpgrade: values.databaseAllowMajorUpgrade,
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
    /** The most that all nodes for workloads together may have. */
    nodes: { vcpu: values.nodesMaxVcpu, memoryGiB: values.nodesMaxMemoryGib },
    monitoring: {
      objectives: {
        availability: share(values.sloAvailabilityPercent),
        latency: share(values.sloLatencyPercent),
        latencySeconds: values.sloLatencyMs / 1000,
      },
      retentionDays: values.monitoringRetentionDays,
      storageGib: values.monitoringStorageGib,
      memoryMib: values.monitoringMemoryMib,
      alertEmails: values.alertEmails,
      /** A secret; undefined: none. */
      webhookUrl: values.alertWebhookUrl || undefined,
      runbooksUrl: values.runbooksUrl,
      /** How Grafana is reached from outside; undefined: not at all. */
      grafana: values.grafanaHost
        ? {
            host: values.grafanaHost,
            hostedZoneId: values.grafanaHostedZoneId,
            allowedCidrs: values.grafanaAllowedCidrs,
          }
        : undefined,
    },
    /** The repository whose jobs run inside the VPC; undefined: none do. */
    pipelineRunner: values.pipelineRunnerRepository
      ? { repository: values.pipelineRunnerRepository, connectionArn: values.pipelineRunnerConnectionArn }
      : undefined,
    gallery: {
      image: values.galleryImage,
      thumbnailerImage: values.galleryThumbnailerImage,
      /** The DNS name that browsers see, and where it is managed; undefined while there is none. */
      domain: values.galleryHost
        ? { host: values.galleryHost, hostedZoneId: values.galleryHostedZoneId }
        : undefined,
      /** Raised to have a new token made. */
      curatorTokenVersion: values.galleryCuratorTokenVersion,
      api: {
        replicas: { min: values.apiReplicasMin, max: values.apiReplicasMax },
        resources: {
          requests: { cpuMillicores: values.apiCpuRequestMillicores, memoryMiB: values.apiMemoryRequestMib },
          limits: { cpuMillicores: values.apiCpuLimitMillicores, memoryMiB: values.apiMemoryLimitMib },
        },
      },
      web: {
        replicas: { min: values.webReplicasMin, max: values.webReplicasMax },
        resources: {
          requests: { cpuMillicores: values.webCpuRequestMillicores, memoryMiB: values.webMemoryRequestMib },
          limits: { cpuMillicores: values.webCpuLimitMillicores, memoryMiB: values.webMemoryLimitMib },
        },
      },
    },
  };
}

/** 99.9 → 0.999, without what binary fractions add. */
const share = (percent: number) => Number((percent / 100).toFixed(6));

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

function freeze<T>(value: T): DeepReadonly<T>;
function freeze(value: unknown): unknown {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
