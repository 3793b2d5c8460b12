/** Rules that involve several settings. Each rule names the keys that it needs and runs if those are valid. */
import { memoryNeededMiB } from "../app/src/photos/limits";
import { isPrivate, layout, parseCidr, VPC_MASK } from "../infra/cidr";
import {
  backupsProblem,
  generationProblem,
  RESTORE_KEYS,
  replicaOfProblem,
  restoreProblem,
} from "./database-restore";
import { isAtLeastAsLarge } from "./instance-class";
import { partitionProblem } from "./partition";
import type { RuleViolation } from "./read";
import { recoveryBucketProblem, recoveryKeyProblem } from "./recovery";
import { isStepByStep } from "./release-strategy";
import type { Values } from "./schema";
import { IMAGE_EXAMPLE } from "./values";

type Key = keyof Values;
type NumberKey = { [K in Key]: Values[K] extends number ? K : never }[Key];
/** The valid values. */
type Readable = { readonly [K in Key]?: Values[K] | undefined };
type Rule = (values: Readable) => readonly RuleViolation[];

/** Checks all rules and returns every violation. */
export function findRuleViolations(values: Readable): readonly RuleViolation[] {
  return RULES.flatMap((rule) => rule(values));
}

const EXISTING_SUBNETS = [
  "existingPublicSubnetIds",
  "existingPrivateSubnetIds",
  "existingIsolatedSubnetIds",
] as const;

const ACCESS_LISTS = ["clusterAdmins", "clusterViewers", "clusterPreviewers"] as const;

const PARTS_OF_MONITORING = {
  grafanaHost: "Grafana",
  alertWebhookUrl: "Alertmanager, which sends to the webhook,",
  prometheusRemoteWriteUrl: "Prometheus",
} as const;

const RULES: readonly Rule[] = [
  when(["vpcCidr", "availabilityZones"], ({ vpcCidr, availabilityZones }) => {
    const vpc = parseCidr(vpcCidr);
    const fits = vpc !== undefined && vpc.mask >= VPC_MASK.largest && vpc.mask <= VPC_MASK.smallest;
    if (!fits || availabilityZones.length > layout(vpcCidr).zoneBlocks)
      return `a /${VPC_MASK.largest} to a /${VPC_MASK.smallest}, so that the subnets of every zone fit`;
    return isPrivate(vpc)
      ? undefined
      : "a private block, in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (RFC 1918)";
  }),

  each("availabilityZones", ["region"], (zone, { region }) =>
    new RegExp(`^${region}[a-z]$`).test(zone) ? undefined : `a zone of the region, such as ${region}a`,
  ),

  ...EXISTING_SUBNETS.flatMap((key) => [
    when([key, "existingVpcId", "availabilityZones"], (values) => {
      const zones = values.availabilityZones;
      if (values.existingVpcId === "")
        return values[key].length > 0 ? "[] while existingVpcId is empty" : undefined;
      return values[key].length === zones.length
        ? undefined
        : `${zones.length} ids, one for each of availabilityZones, in this order: ${zones.join(", ")}`;
    }),
    each(key, EXISTING_SUBNETS, (id, values) =>
      EXISTING_SUBNETS.some((other) => other !== key && values[other].includes(id))
        ? "a subnet that no other of the three lists contains"
        : undefined,
    ),
  ]),

  // Only public addresses can reach the public endpoint; private addresses use the private endpoint.
  each("clusterPublicAccessCidrs", [], (source) => {
    const cidr = parseCidr(source);
    return cidr && isPrivate(cidr)
      ? "public addresses; private addresses use the private endpoint"
      : undefined;
  }),

  // 0.0.0.0/1 and 128.0.0.0/1 together are as open as 0.0.0.0/0, so production guard rails allow no block larger than a /8, the largest
  // that IANA assigns to one owner.
  each("clusterPublicAccessCidrs", ["guardRails"], (source, { guardRails }) => {
    const open = (parseCidr(source)?.mask ?? 32) < 8;
    return open && guardRails === "production"
      ? "with production guard rails, no block larger than a /8: the API must not be open to the whole internet"
      : undefined;
  }),

  ...ACCESS_LISTS.map((key) => each(key, ["region"], (arn, { region }) => partitionProblem(arn, region))),
  ...(["rolePermissionsBoundary", "pipelineRunnerConnectionArn"] as const).map((key) =>
    when([key, "region"], (values) => partitionProblem(values[key], values.region)),
  ),
  each("clusterViewers", ["clusterAdmins"], (arn, { clusterAdmins }) =>
    clusterAdmins.includes(arn)
      ? "principals that are not in clusterAdmins: EKS accepts each once"
      : undefined,
  ),
  each("clusterPreviewers", ["clusterAdmins", "clusterViewers"], (arn, { clusterAdmins, clusterViewers }) =>
    [...clusterAdmins, ...clusterViewers].includes(arn)
      ? "principals that are not in clusterAdmins or clusterViewers: EKS accepts each once"
      : undefined,
  ),

  // Replicas get a new minor version first. RDS upgrades them to a new major version together with the primary.
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.html
  when(["databaseReplicaEngineVersion", "databaseEngineVersion"], (values) => {
    const [major = 0, minor = 0] = values.databaseEngineVersion.split(".").map(Number);
    const [replicaMajor, replicaMinor = 0] = values.databaseReplicaEngineVersion.split(".").map(Number);
    if (values.databaseReplicaEngineVersion === "" || (replicaMajor === major && replicaMinor >= minor))
      return;
    return `"" (same as the primary), or ${major}.${minor} or a later ${major}.x`;
  }),

  // https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-ADMIN
  when(["databaseReplicaInstanceClass", "databaseInstanceClass"], (values) =>
    values.databaseReplicaInstanceClass !== "" &&
    isAtLeastAsLarge(values.databaseReplicaInstanceClass, values.databaseInstanceClass) === false
      ? `"" (same as the primary), or a class with at least the memory and vCPU of ${values.databaseInstanceClass}: PostgreSQL pauses the replication to a smaller replica`
      : undefined,
  ),

  when(["databaseMaxStorageGib", "databaseStorageGib"], ({ databaseMaxStorageGib, databaseStorageGib }) => {
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
    const least = databaseStorageGib + Math.ceil(databaseStorageGib / 10);
    return databaseMaxStorageGib < least
      ? `at least ${least}: 10 % more than databaseStorageGib (${databaseStorageGib}), as AWS requires`
      : undefined;
  }),

  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html
  when(["databaseReplicas", "databaseBackupRetentionDays"], (values) =>
    values.databaseReplicas > 0 && values.databaseBackupRetentionDays === 0
      ? "0 while databaseBackupRetentionDays is 0: AWS requires backups for read replicas"
      : undefined,
  ),

  when(RESTORE_KEYS, restoreProblem),
  when(["databaseRestorePhase", "databaseGeneration"], generationProblem),
  when(["databaseVault", "gallery", "natGateways", "existingVpcId"], (values) => {
    if (values.databaseVault === "off") return undefined;
    if (values.gallery === "off")
      return "off while gallery is off: the restore test reads the gallery's tables";
    return values.natGateways === "none" && values.existingVpcId === ""
      ? "off while natGateways is none: the restore test calls AWS's APIs from a private subnet"
      : undefined;
  }),
  when(["databaseRestoreTime", "databaseBackupRetentionDays"], (values) =>
    values.databaseRestoreTime !== "" && values.databaseBackupRetentionDays === 0
      ? '"" while databaseBackupRetentionDays is 0: there are no backups'
      : undefined,
  ),

  when(["databaseRestoreBackups", "region"], (values) =>
    backupsProblem(values.databaseRestoreBackups, values.region),
  ),
  when(["databaseRestoreReplicaOf", "region"], (values) =>
    replicaOfProblem(values.databaseRestoreReplicaOf, values.region),
  ),

  when(["recoveryKeyArn", "region", "databaseBackupRetentionDays"], recoveryKeyProblem),
  when(["recoveryPhotoBucket", "recoveryKeyArn", "gallery"], recoveryBucketProblem),

  when(["pipelineRunnerConnectionArn", "pipelineRunnerRepository"], (values) => {
    if (values.pipelineRunnerRepository !== "" && values.pipelineRunnerConnectionArn === "")
      return `the ARN of the connection that gives AWS access to ${values.pipelineRunnerRepository}`;
    return values.pipelineRunnerRepository === "" && values.pipelineRunnerConnectionArn !== ""
      ? '"" while pipelineRunnerRepository is empty'
      : undefined;
  }),

  // Production guard rails never allow natGateways: none. The routes of an existing network are checked in
  // infra/existing-network-problems.ts.
  when(["pipelineRunnerRepository", "natGateways", "guardRails", "existingVpcId"], (values) =>
    values.pipelineRunnerRepository !== "" &&
    values.natGateways === "none" &&
    values.guardRails === "development" &&
    values.existingVpcId === ""
      ? '"" while natGateways is none: the runner needs internet access to fetch jobs from GitHub'
      : undefined,
  ),

  when(["galleryHostedZoneId", "galleryHost"], ({ galleryHostedZoneId, galleryHost }) => {
    if (galleryHost !== "" && galleryHostedZoneId === "")
      return `the id of the hosted zone of ${galleryHost}, for its DNS records and the validation of its certificate`;
    return galleryHost === "" && galleryHostedZoneId !== "" ? '"" while galleryHost is empty' : undefined;
  }),

  when(["grafanaHostedZoneId", "grafanaHost"], ({ grafanaHostedZoneId, grafanaHost }) => {
    if (grafanaHost !== "" && grafanaHostedZoneId === "")
      return `the id of the hosted zone of ${grafanaHost}, for its DNS record and the validation of its certificate`;
    return grafanaHost === "" && grafanaHostedZoneId !== "" ? '"" while grafanaHost is empty' : undefined;
  }),

  when(["grafanaHost", "galleryHost"], ({ grafanaHost, galleryHost }) =>
    grafanaHost !== "" && [galleryHost, `api.${galleryHost}`].includes(grafanaHost)
      ? "a host name that the gallery does not use"
      : undefined,
  ),

  when(["grafanaAllowedCidrs", "grafanaHost"], ({ grafanaAllowedCidrs, grafanaHost }) =>
    grafanaHost !== "" && grafanaAllowedCidrs.length === 0
      ? `at least one block: the addresses that may reach the sign-in page of ${grafanaHost}`
      : undefined,
  ),

  each("grafanaAllowedCidrs", [], (source) =>
    (parseCidr(source)?.mask ?? 32) < 8
      ? "no block larger than a /8: Grafana must not be open to the whole internet"
      : undefined,
  ),

  ...(["grafanaHost", "alertWebhookUrl", "prometheusRemoteWriteUrl"] as const).map((key) =>
    when([key, "monitoring"], (values) =>
      values.monitoring === "off" && values[key] !== ""
        ? `"" while monitoring is off: ${PARTS_OF_MONITORING[key]} is a part of it`
        : undefined,
    ),
  ),

  when(["releases", "monitoring"], ({ releases, monitoring }) => {
    const names = Object.entries(releases).flatMap(([name, release]) =>
      isStepByStep(release) ? [name] : [],
    );
    return monitoring === "off" && names.length > 0
      ? `rolling for ${names.join(", ")} while monitoring is off: Prometheus decides about the other strategies`
      : undefined;
  }),
  when(["prometheusRemoteWriteToken", "prometheusRemoteWriteUrl"], (values) =>
    values.prometheusRemoteWriteUrl === "" && values.prometheusRemoteWriteToken !== ""
      ? '"" while prometheusRemoteWriteUrl is empty'
      : undefined,
  ),
  when(["prometheusRemoteWriteCidrs", "prometheusRemoteWriteUrl", "egressBy"], (values) => {
    if (values.prometheusRemoteWriteCidrs.length === 0) return undefined;
    if (values.prometheusRemoteWriteUrl === "") return "[] while prometheusRemoteWriteUrl is empty";
    return values.egressBy === "names"
      ? "[] while egressBy is names: the policy allows the host name"
      : undefined;
  }),
  each("prometheusRemoteWriteCidrs", [], (source) =>
    (parseCidr(source)?.mask ?? 32) < 8
      ? "no block larger than a /8; [] allows every public address"
      : undefined,
  ),

  when(["telemetryOtlpUrl", "telemetry"], ({ telemetry, telemetryOtlpUrl }) => {
    if (telemetry === "otlp" && telemetryOtlpUrl === "")
      return "the URL of your receiver of OTLP over HTTP while telemetry is otlp, such as https://otel.example.com:4318";
    return telemetry === "off" && telemetryOtlpUrl !== "" ? '"" while telemetry is off' : undefined;
  }),
  // Spans name routes, queries and objects, and are encrypted on their way through the internet.
  when(["telemetryOtlpUrl", "telemetryOtlpCidrs"], ({ telemetryOtlpUrl, telemetryOtlpCidrs }) => {
    const cidrs = telemetryOtlpCidrs.map(parseCidr);
    const inPrivate = cidrs.length > 0 && cidrs.every((each) => each !== undefined && isPrivate(each));
    return telemetryOtlpUrl.startsWith("http:") && !inPrivate
      ? "an https:// URL; http:// is allowed while all of telemetryOtlpCidrs are private"
      : undefined;
  }),
  when(["telemetryOtlpCidrs", "telemetryOtlpUrl", "egressBy"], (values) => {
    if (values.telemetryOtlpCidrs.length === 0) return undefined;
    if (values.telemetryOtlpUrl === "") return "[] while telemetryOtlpUrl is empty";
    return values.egressBy === "names"
      ? "[] while egressBy is names: the policy allows the host name"
      : undefined;
  }),
  each("telemetryOtlpCidrs", [], (source) =>
    (parseCidr(source)?.mask ?? 32) < 8
      ? "no block larger than a /8; [] allows every public address"
      : undefined,
  ),

  ...(["api", "web"] as const).flatMap((role) => [
    requireAtLeast(`${role}ReplicasMax`, `${role}ReplicasMin`),
    requireAtLeast(`${role}CpuLimitMillicores`, `${role}CpuRequestMillicores`),
    requireAtLeast(`${role}MemoryLimitMib`, `${role}MemoryRequestMib`),
  ]),

  when(["apiMemoryLimitMib"], ({ apiMemoryLimitMib }) =>
    apiMemoryLimitMib < memoryNeededMiB()
      ? `at least ${memoryNeededMiB()}, which the largest photos that the API accepts need (app/src/photos/limits.ts)`
      : undefined,
  ),

  ...(["galleryImage", "galleryThumbnailerImage"] as const).map((key) =>
    when([key, "gallery"], (values) =>
      values.gallery === "on" && values[key] === ""
        ? `${IMAGE_EXAMPLE}; "" is allowed while gallery is off`
        : undefined,
    ),
  ),

  // https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
  when(["galleryThumbnailerImage", "region"], ({ galleryThumbnailerImage, region }) =>
    galleryThumbnailerImage === "" ||
    new RegExp(
      `^\\d{12}\\.dkr\\.ecr\\.${region}\\.(amazonaws\\.(com(\\.cn)?|eu)|[a-z0-9.-]+\\.(gov|uk))/`,
    ).test(galleryThumbnailerImage)
      ? undefined
      : `an image in ECR in ${region}: Lambda accepts no other registry or region`,
  ),

  inProduction("databaseDeletionProtection", (isOn) =>
    isOn ? undefined : "true with production guard rails",
  ),
  inProduction("databaseFinalSnapshot", (isOn) =>
    isOn ? undefined : "true with production guard rails: without it, a destroy leaves no backup",
  ),
  inProduction("databaseBackupRetentionDays", (days) =>
    days > 0 ? undefined : "at least 1 with production guard rails",
  ),
  inProduction("natGateways", (count) =>
    count === "none"
      ? "single or onePerAz with production guard rails: nodes need a NAT gateway to pull images"
      : undefined,
  ),
];

/** Makes a rule that involves several keys. If the check returns a text, the first key violates the rule. */
function when<K extends Key>(
  needs: readonly [K, ...K[]],
  check: (values: Pick<Values, K>) => string | undefined,
): Rule {
  return (values) => {
    const allowed = has(values, needs) ? check(values) : undefined;
    return allowed === undefined ? [] : [{ path: [needs[0]], allowed }];
  };
}

/** Makes a rule for every entry of a list. */
function each<K extends Key>(
  key:
    | "availabilityZones"
    | "clusterPublicAccessCidrs"
    | (typeof ACCESS_LISTS)[number]
    | (typeof EXISTING_SUBNETS)[number]
    | "grafanaAllowedCidrs"
    | "prometheusRemoteWriteCidrs"
    | "telemetryOtlpCidrs",
  needs: readonly K[],
  check: (entry: string, values: Pick<Values, K>) => string | undefined,
): Rule {
  return (values) => {
    if (!has(values, needs)) return [];
    return (values[key] ?? []).flatMap((entry, at) => {
      const allowed = check(entry, values);
      return allowed === undefined ? [] : [{ path: [key, at], allowed }];
    });
  };
}

/** Makes a rule for stacks with production guard rails. */
function inProduction<K extends Key>(key: K, check: (value: Values[K]) => string | undefined): Rule {
  return when<K | "guardRails">([key, "guardRails"], (values) =>
    values.guardRails === "production" ? check(values[key]) : undefined,
  );
}

/** Makes a rule that requires the value of `key` to be at least the value of `floor`. */
function requireAtLeast<K extends NumberKey>(key: K, floor: K): Rule {
  return when([key, floor], (values) =>
    values[key] < values[floor] ? `at least ${values[floor]}, the value of ${floor}` : undefined,
  );
}

function has<K extends Key>(values: Readable, keys: readonly K[]): values is Readable & Pick<Values, K> {
  return keys.every((key) => values[key] !== undefined);
}
