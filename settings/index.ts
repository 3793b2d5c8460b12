/**
 * Reads and validates the stack's config, once. No other module reads `pulumi.Config`. Pulumi.yaml documents the meaning,
 * unit and default of each key; settings/schema.ts defines the allowed values, settings/rules.ts the rules that involve
 * several keys.
 */

import * as pulumi from "@pulumi/pulumi";
import { restoreOf } from "./database-restore";
import { FROM_ENVIRONMENT } from "./guard-rails";
import { projectNameProblem, stackNameProblem } from "./names";
import type { Problem } from "./problems";
import { toRatio } from "./ratio";
import { readConfig } from "./read";
import { recoveryOf } from "./recovery";
import { findRuleViolations } from "./rules";
import { schema, type Values } from "./schema";
import { readTelemetry } from "./telemetry";

export { SettingsError } from "./problems";

/** The settings of a stack, grouped by what they configure. */
export type Settings = DeepReadonly<ReturnType<typeof group>>;

/**
 * Reads the settings from the stack's config.
 *
 * @throws SettingsError that lists all problems: values that are not allowed, unknown keys, and violated rules.
 */
export function readSettings(
  config = new pulumi.Config(),
  stack = pulumi.getStack(),
  project = pulumi.getProject(),
): Settings {
  const names = [
    { key: "the project's name", given: project, allowed: projectNameProblem(project) },
    { key: "the stack's name", given: stack, allowed: stackNameProblem(project, stack) },
  ];
  const problems = names.flatMap(({ allowed, ...name }): Problem[] =>
    allowed === undefined ? [] : [{ ...name, allowed }],
  );
  return freeze(
    group(
      readConfig(schema, config, `Pulumi.${stack}.yaml`, findRuleViolations, problems, [FROM_ENVIRONMENT]),
    ),
  );
}

function group(values: Values) {
  return {
    /** The class of guard rails: development or production. */
    guardRails: values.guardRails,
    region: values.region,
    /** Tags of every AWS resource. */
    tags: values.tags,
    /** How long CloudWatch keeps logs, in days. */
    logRetentionDays: values.logRetentionDays,
    roles: values.rolePermissionsBoundary ? { permissionsBoundary: values.rolePermissionsBoundary } : {},
    network: {
      cidr: values.vpcCidr,
      /** Names of the zones. Append only: the order determines the subnets' addresses. */
      availabilityZones: values.availabilityZones,
      natGateways: values.natGateways,
    },
    /** The VPC and subnets that the stack uses instead of creating them. Undefined: the platform creates the network. */
    existingNetwork: values.existingVpcId
      ? {
          vpcId: values.existingVpcId,
          subnetIds: {
            public: values.existingPublicSubnetIds,
            private: values.existingPrivateSubnetIds,
            isolated: values.existingIsolatedSubnetIds,
          },
        }
      : undefined,
    cluster: {
      version: values.clusterVersion,
      /** Empty: the API has a private endpoint only. */
      publicAccessCidrs: values.clusterPublicAccessCidrs,
      admins: values.clusterAdmins,
      viewers: values.clusterViewers,
      previewers: values.clusterPreviewers,
    },
    database: {
      engineVersion: values.databaseEngineVersion,
      /** Same as engineVersion, except while the replicas are upgraded first. */
      replicaEngineVersion: values.databaseReplicaEngineVersion || values.databaseEngineVersion,
      /** Whether engineVersion may be a new major version. */
      allowMajorUpgrade: values.databaseAllowMajorUpgrade,
      instanceClass: values.databaseInstanceClass,
      /** Same as instanceClass, except while one of the two is changed first. */
      replicaInstanceClass: values.databaseReplicaInstanceClass || values.databaseInstanceClass,
      storageGib: values.databaseStorageGib,
      maxStorageGib: values.databaseMaxStorageGib,
      replicas: values.databaseReplicas,
      multiAz: values.databaseMultiAz,
      backupRetentionDays: values.databaseBackupRetentionDays,
      deletionProtection: values.databaseDeletionProtection,
      /** Whether the final snapshot, and the key that encrypts it, outlive the stack. */
      finalSnapshot: values.databaseFinalSnapshot,
      /** Increase it to generate a new password. */
      passwordVersion: values.databasePasswordVersion,
      /** Number of the instances that the application uses, without a restore that is switched. */
      generation: values.databaseGeneration,
      /** A restore in progress. Undefined: none. */
      restore: restoreOf(values),
      /** Locked vault with daily backups, and a restore test each month. Undefined: none. */
      vault:
        values.databaseVault === "off"
          ? undefined
          : { lock: values.databaseVault, retentionDays: values.databaseVaultDays },
    },
    /** Where backups and photos are copied to, in another region. Undefined: nowhere. */
    recovery: recoveryOf(values),
    /** How the stack waits to take over for one in another region: off, storage (keys and photos only) or running. */
    standby: values.standby,
    /** How policies describe endpoints outside the cluster. */
    egressBy: values.egressBy,
    /** Total limits of all nodes for workloads. */
    nodes: { vcpu: values.nodesMaxVcpu, memoryGiB: values.nodesMaxMemoryGib },
    monitoring: {
      /** Whether Prometheus, Alertmanager and Grafana run in the cluster. The alarms of CloudWatch do not depend on it. */
      isOn: values.monitoring === "on",
      objectives: {
        availability: toRatio(values.sloAvailabilityPercent),
        latency: toRatio(values.sloLatencyPercent),
        latencySeconds: values.sloLatencyMs / 1000,
      },
      retentionDays: values.monitoringRetentionDays,
      storageGib: values.monitoringStorageGib,
      memoryMib: values.monitoringMemoryMib,
      alertEmails: values.alertEmails,
      /** A secret. Undefined: no webhook. */
      webhookUrl: values.alertWebhookUrl || undefined,
      /** The server that receives all samples as well. Undefined: none. */
      remoteWrite: values.prometheusRemoteWriteUrl
        ? {
            url: values.prometheusRemoteWriteUrl,
            /** A secret. Undefined: no authentication. */
            token: values.prometheusRemoteWriteToken || undefined,
            cidrs: values.prometheusRemoteWriteCidrs,
          }
        : undefined,
      runbooksUrl: values.runbooksUrl,
      /** Public access to Grafana. Undefined: Grafana is reachable by port-forward only. */
      grafana: values.grafanaHost
        ? {
            host: values.grafanaHost,
            hostedZoneId: values.grafanaHostedZoneId,
            allowedCidrs: values.grafanaAllowedCidrs,
          }
        : undefined,
    },
    /** Where logs and traces are sent. Undefined: nowhere. */
    telemetry: readTelemetry(values),
    /** The repository whose jobs run inside the VPC. Undefined: no runner. */
    pipelineRunner: values.pipelineRunnerRepository
      ? { repository: values.pipelineRunnerRepository, connectionArn: values.pipelineRunnerConnectionArn }
      : undefined,
    applications: {
      /** The image of each application, by its name. */
      images: values.applicationImages,
      /** Minimum and maximum of the autoscaler, for applications whose number differs from applications/. */
      replicas: values.applicationReplicas,
      /** How new versions replace the running ones, by application, api and web included. Default: rolling updates. */
      releases: values.releases,
    },
    gallery: {
      /** Whether the gallery, its photos and its thumbnailer exist. */
      isOn: values.gallery === "on",
      image: values.galleryImage,
      thumbnailerImage: values.galleryThumbnailerImage,
      /** stack: the two images above are those of the first deployment only. */
      imagesFrom: values.galleryImagesFrom,
      /** How pods get passwords and tokens. */
      secretsAs: values.gallerySecrets,
      /** Public DNS name of the gallery and its hosted zone. Undefined: plain HTTP on the load balancer's DNS name. */
      domain: values.galleryHost
        ? { host: values.galleryHost, hostedZoneId: values.galleryHostedZoneId }
        : undefined,
      /** Increase it to generate a new token. */
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

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

function freeze<T>(value: T): DeepReadonly<T>;
function freeze(value: unknown): unknown {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
