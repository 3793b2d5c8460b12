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
import { monitoringRules } from "./monitoring-rules";
import { partitionProblem } from "./partition";
import type { RuleViolation } from "./read";
import { recoveryBucketProblem, recoveryKeyProblem } from "./recovery";
import { each, inProduction, type Readable, type Rule, requireAtLeast, when } from "./rule";
import { telemetryRules } from "./telemetry-rules";
import { IMAGE_EXAMPLE } from "./values";

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

  ...monitoringRules,
  ...telemetryRules,

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
