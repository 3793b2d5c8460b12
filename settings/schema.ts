/**
 * Schema of the stack's config: every key and its allowed values. Pulumi.yaml documents meaning, unit and default of each
 * key, for `pulumi config` and editors.
 */
import { z } from "zod";
import { MAX_ZONES } from "../infra/cidr";
import { LAST_GENERATION, restorePhases } from "../infra/database-restore";
import {
  databaseRestoreBackups,
  databaseRestoreReplicaOf,
  databaseRestoreSnapshot,
  databaseRestoreTime,
} from "./database-restore";
import { guardRails } from "./guard-rails";
import { policyExceptions } from "./policy-exceptions";
import { recoveryKeyArn, recoveryPhotoBucket } from "./recovery";
import { region } from "./region";
import { openSearchInstanceType } from "./search-instance";
import {
  boolean,
  cidr,
  host,
  hostedZoneId,
  image,
  imageOrNone,
  integer,
  list,
  mapOf,
  oneOf,
  percent,
  principal,
  release,
  replicas,
  subnetIds,
  tags,
  text,
} from "./values";

const NO_MAXIMUM = Number.MAX_SAFE_INTEGER;
const ARNS = "a list of ARNs of IAM roles or users";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS =
  "1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653".split(" ");

/**
 * A node takes 1,000 shards, and more with more than 16 GiB of heap. With one or two nodes, it gets three a day, those of spans, services and
 * logs: a second node has the copies. 270 days and two that begin and end make 816. There is room for a month of the domain's own history,
 * and for the 100 indices of logs that 3,000 GiB hold if each has 30 GiB before its day ends.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html
 */
const OPENSEARCH_DAYS = 270;

export const schema = z.object({
  guardRails,
  region,
  tags,
  logRetentionDays: oneOf(RETENTION_DAYS).transform(Number),
  rolePermissionsBoundary: text(
    /^$|^arn:aws[a-z-]*:iam::\d{12}:policy\/[\w+=,.@/-]+$/,
    '"", or the ARN of an IAM policy in the account, such as arn:aws:iam::111122223333:policy/groundwork-boundary-dev',
  ),
  policyExceptions,

  vpcCidr: cidr,
  availabilityZones: list(
    text(/^[a-z0-9-]+$/, "the name of an availability zone, such as us-east-1a"),
    `a list of 2 to ${MAX_ZONES} names of availability zones, such as us-east-1a`,
    { min: 2, max: MAX_ZONES },
  ),
  natGateways: oneOf(["none", "single", "onePerAz"]),
  existingVpcId: text(
    /^$|^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/,
    '"", or the id of a VPC, such as vpc-0a1b2c3d4e5f60718',
  ),
  existingPublicSubnetIds: subnetIds,
  existingPrivateSubnetIds: subnetIds,
  existingIsolatedSubnetIds: subnetIds,

  clusterVersion: text(
    /^1\.(29|[3-9]\d|[1-9]\d{2})$/,
    'a Kubernetes version in quotes, such as "1.36"; Auto Mode requires at least 1.29',
  ),
  clusterPublicAccessCidrs: list(cidr, "a list of at most 40 IPv4 blocks", { max: 40 }),
  clusterAdmins: list(principal, `${ARNS}, at least one: no other principal can administer the cluster`, {
    min: 1,
  }),
  clusterViewers: list(principal, ARNS),
  clusterPreviewers: list(principal, ARNS),

  databaseEngineVersion: text(
    /^(1[89]|[2-9]\d)\.\d+$/,
    'a PostgreSQL version in quotes, such as "18.6"; at least 18',
  ),
  databaseReplicaEngineVersion: text(
    /^(\d+\.\d+)?$/,
    '"" (same as the primary), or a PostgreSQL version in quotes, such as "18.6"',
  ),
  databaseAllowMajorUpgrade: boolean,
  databaseInstanceClass: text(
    /^db\.[a-z][a-z0-9-]*\.(micro|small|medium|large|\d*xlarge)$/,
    "an RDS instance class such as db.t4g.medium or db.m8g.large",
  ),
  databaseReplicaInstanceClass: text(
    /^$|^db\.[a-z][a-z0-9-]*\.(micro|small|medium|large|\d*xlarge)$/,
    '"" (same as the primary), or an RDS instance class such as db.t4g.medium',
  ),
  databaseStorageGib: integer(20, 65_536, "GiB"),
  databaseMaxStorageGib: integer(22, 65_536, "GiB"),
  databaseReplicas: integer(0, 15),
  databaseMultiAz: boolean,
  databaseBackupRetentionDays: integer(0, 35, "days"),
  databaseDeletionProtection: boolean,
  databaseFinalSnapshot: boolean,
  databasePasswordVersion: integer(1, NO_MAXIMUM),
  databaseGeneration: integer(1, LAST_GENERATION),
  databaseRestorePhase: oneOf(["none", ...restorePhases]),
  databaseRestoreTime,
  databaseRestoreSnapshot,
  databaseRestoreBackups,
  databaseRestoreReplicaOf,

  recoveryKeyArn,
  recoveryPhotoBucket,
  standby: oneOf(["off", "storage", "running"]),

  databaseVault: oneOf(["off", "governance", "compliance"]),
  databaseVaultDays: integer(7, 3_650, "days"),

  egressBy: oneOf(["addresses", "names"]),
  nodesMaxVcpu: integer(4, 1_000),
  nodesMaxMemoryGib: integer(8, 8_000, "GiB"),

  pipelineRunnerRepository: text(
    /^$|^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}\/[\w.-]{1,100}$/,
    '"", or a GitHub repository as OWNER/NAME, such as your-organization/groundwork',
  ),
  pipelineRunnerConnectionArn: text(
    /^$|^arn:aws[a-z-]*:codeconnections:[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]{36}$/,
    '"", or the ARN of a CodeConnections connection, such as arn:aws:codeconnections:us-east-1:111122223333:connection/aaaaaaaa-1111-2222-3333-444444444444; ARNs with codestar-connections are not supported: create a new connection',
  ),

  applicationImages: mapOf(image, "a map of names of applications to images"),
  applicationReplicas: mapOf(replicas, "a map of names of applications to min and max"),
  releases: mapOf(release, "a map of names of applications to strategies"),
  gallery: oneOf(["on", "off"]),
  galleryImage: imageOrNone,
  galleryThumbnailerImage: imageOrNone,
  galleryImagesFrom: oneOf(["stack", "settings"]),
  gallerySecrets: oneOf(["environment", "files"]),
  galleryHost: host("gallery.example.com"),
  galleryHostedZoneId: hostedZoneId,
  galleryCuratorTokenVersion: integer(1, NO_MAXIMUM),

  apiReplicasMin: integer(1, 100),
  apiReplicasMax: integer(1, 100),
  apiCpuRequestMillicores: integer(10, 16_000, "millicores"),
  apiCpuLimitMillicores: integer(10, 16_000, "millicores"),
  apiMemoryRequestMib: integer(32, 65_536, "MiB"),
  apiMemoryLimitMib: integer(32, 65_536, "MiB"),

  sloAvailabilityPercent: percent,
  sloLatencyPercent: percent,
  sloLatencyMs: oneOf(["100", "250", "500", "1000", "2500"]).transform(Number),

  monitoring: oneOf(["on", "off"]),
  monitoringRetentionDays: integer(31, 400, "days"),
  monitoringStorageGib: integer(10, 16_384, "GiB"),
  monitoringMemoryMib: integer(512, 65_536, "MiB"),
  alertEmails: list(
    text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an e-mail address"),
    "a list of at most 20 e-mail addresses",
    {
      max: 20,
    },
  ),
  alertWebhookUrl: text(
    /^$|^https:\/\/[^\s/]+\/\S*$/,
    '"", or the https:// URL of a Slack-compatible webhook',
  ),
  prometheusRemoteWriteUrl: text(
    /^$|^https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:([1-9]\d{0,4}))?\/[^\s?#]*$/,
    '"", or an https:// URL with a path, without user name, password and query, such as https://metrics.example.com/api/v1/push',
  ).refine((url) => url === "" || URL.canParse(url), "a port of at most 65535"),
  prometheusRemoteWriteToken: text(/^[\x21-\x7e]*$/, '"", or a bearer token without spaces and line breaks'),
  prometheusRemoteWriteCidrs: list(cidr, "a list of at most 40 IPv4 blocks", { max: 40 }),
  telemetry: oneOf(["off", "cloudwatch", "opensearch", "otlp"]),
  telemetryOtlpUrl: text(
    /^$|^https?:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:([1-9]\d{0,4}))?(\/[^\s?#]{0,1000})?$/,
    '"", or an https:// or http:// URL with a path of at most 1000 characters, without user name, password and query, such as https://otel.example.com:4318',
  ).refine((url) => url === "" || URL.canParse(url), "a port of at most 65535"),
  telemetryOtlpCidrs: list(cidr, "a list of at most 40 IPv4 blocks", { max: 40 }),
  openSearchInstanceType,
  openSearchNodes: integer(1, 30, "nodes"),
  openSearchStorageGib: integer(10, 3_000, "GiB"),
  openSearchRetentionDays: integer(1, OPENSEARCH_DAYS, "days"),
  telemetryTracePercent: integer(0, 100, "percent"),
  telemetryAccessLogPercent: integer(0, 100, "percent"),
  runbooksUrl: text(
    /^https:\/\/[^\s/]+(\/[^\s/]+)*$/,
    "the https:// URL of the folder docs/runbooks in your repository, without a trailing slash",
  ),
  grafanaHost: host("grafana.example.com"),
  grafanaHostedZoneId: hostedZoneId,
  grafanaAllowedCidrs: list(cidr, "a list of at most 40 IPv4 blocks", { max: 40 }),

  webReplicasMin: integer(1, 100),
  webReplicasMax: integer(1, 100),
  webCpuRequestMillicores: integer(10, 16_000, "millicores"),
  webCpuLimitMillicores: integer(10, 16_000, "millicores"),
  webMemoryRequestMib: integer(32, 65_536, "MiB"),
  webMemoryLimitMib: integer(32, 65_536, "MiB"),
});

/** The validated values by key. */
export type Values = z.output<typeof schema>;
