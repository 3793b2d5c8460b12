/** The rules between settings: each names the keys it needs, and runs when those could be read. */
import { memoryNeededMiB } from "../app/src/photos/limits";
import { isPrivate, layout, parseCidr, VPC_MASK } from "../infra/cidr";
import type { Broken } from "./read";
import type { Values } from "./schema";

type Key = keyof Values;
type NumberKey = { [K in Key]: Values[K] extends number ? K : never }[Key];
/** The values that could be read. */
type Readable = { readonly [K in Key]?: Values[K] | undefined };
type Rule = (values: Readable) => readonly Broken[];

/** All rules that the values break. */
export function brokenRules(values: Readable): readonly Broken[] {
  return RULES.flatMap((rule) => rule(values));
}

const RULES: readonly Rule[] = [
  when(["vpcCidr", "availabilityZones"], ({ vpcCidr, availabilityZones }) => {
    const vpc = parseCidr(vpcCidr);
    const fits = vpc !== undefined && vpc.mask >= VPC_MASK.largest && vpc.mask <= VPC_MASK.smallest;
    if (!fits || availabilityZones.length > layout(vpcCidr).zoneBlocks)
      return `a /${VPC_MASK.largest} to a /${VPC_MASK.smallest}, so that every zone gets its subnets`;
    return isPrivate(vpc)
      ? undefined
      : "a private block, in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (RFC 1918)";
  }),

  each("availabilityZones", ["region"], (zone, { region }) =>
    new RegExp(`^${region}[a-z]$`).test(zone) ? undefined : `a zone of the region, such as ${region}a`,
  ),

  // Public addresses reach the public endpoint; whoever comes from a private one uses the private endpoint.
  each("clusterPublicAccessCidrs", [], (source) => {
    const cidr = parseCidr(source);
    return cidr && isPrivate(cidr)
      ? "public addresses; private ones reach the private endpoint anyway"
      : undefined;
  }),

  // Two halves are as open as the whole, so in prod the line is drawn at the largest block that IANA gave to one owner.
  each("clusterPublicAccessCidrs", ["environment"], (source, { environment }) => {
    const open = (parseCidr(source)?.mask ?? 32) < 8;
    return open && environment === "prod"
      ? "in prod, no block larger than a /8: the API is not for everyone"
      : undefined;
  }),

  each("clusterViewers", ["clusterAdmins"], (arn, { clusterAdmins }) =>
    clusterAdmins.includes(arn) ? "principals that are not in clusterAdmins: EKS takes each once" : undefined,
  ),
  each("clusterPreviewers", ["clusterAdmins", "clusterViewers"], (arn, { clusterAdmins, clusterViewers }) =>
    [...clusterAdmins, ...clusterViewers].includes(arn)
      ? "principals that are not in clusterAdmins or clusterViewers: EKS takes each once"
      : undefined,
  ),

  // A new minor version goes to the replicas first; a new major one takes all of them along with the primary.
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.html
  when(["databaseReplicaEngineVersion", "databaseEngineVersion"], (values) => {
    const [major = 0, minor = 0] = values.databaseEngineVersion.split(".").map(Number);
    const [replicaMajor, replicaMinor = 0] = values.databaseReplicaEngineVersion.split(".").map(Number);
    if (values.databaseReplicaEngineVersion === "" || (replicaMajor === major && replicaMinor >= minor))
      return;
    return `"" (as the primary), or ${major}.${minor} or a later ${major}.x`;
  }),

  when(["databaseMaxStorageGib", "databaseStorageGib"], ({ databaseMaxStorageGib, databaseStorageGib }) => {
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
    const least = databaseStorageGib + Math.ceil(databaseStorageGib / 10);
    return databaseMaxStorageGib < least
      ? `at least ${least}: a tenth more than databaseStorageGib (${databaseStorageGib}), as AWS demands`
      : undefined;
  }),

  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html
  when(["databaseReplicas", "databaseBackupRetentionDays"], (values) =>
    values.databaseReplicas > 0 && values.databaseBackupRetentionDays === 0
      ? "0 while databaseBackupRetentionDays is 0: AWS replicates only a database that has backups"
      : undefined,
  ),

  when(["pipelineRunnerConnectionArn", "pipelineRunnerRepository"], (values) => {
    if (values.pipelineRunnerRepository !== "" && values.pipelineRunnerConnectionArn === "")
      return `the ARN of the connection through which AWS reaches ${values.pipelineRunnerRepository}`;
    return values.pipelineRunnerRepository === "" && values.pipelineRunnerConnectionArn !== ""
      ? '"" while pipelineRunnerRepository is empty'
      : undefined;
  }),

  // In prod, natGateways cannot be none anyway.
  when(["pipelineRunnerRepository", "natGateways", "environment"], (values) =>
    values.pipelineRunnerRepository !== "" && values.natGateways === "none" && values.environment === "dev"
      ? '"" while natGateways is none: the runner fetches its jobs from GitHub'
      : undefined,
  ),

  when(["galleryHostedZoneId", "galleryHost"], ({ galleryHostedZoneId, galleryHost }) => {
    if (galleryHost !== "" && galleryHostedZoneId === "")
      return `the id of the hosted zone that ${galleryHost} lies in: the certificate is proven and the name set there`;
    return galleryHost === "" && galleryHostedZoneId !== "" ? '"" while galleryHost is empty' : undefined;
  }),

  when(["grafanaHostedZoneId", "grafanaHost"], ({ grafanaHostedZoneId, grafanaHost }) => {
    if (grafanaHost !== "" && grafanaHostedZoneId === "")
      return `the id of the hosted zone that ${grafanaHost} lies in: the certificate is proven and the name set there`;
    return grafanaHost === "" && grafanaHostedZoneId !== "" ? '"" while grafanaHost is empty' : undefined;
  }),

  when(["grafanaHost", "galleryHost"], ({ grafanaHost, galleryHost }) =>
    grafanaHost !== "" && [galleryHost, `api.${galleryHost}`].includes(grafanaHost)
      ? "a name of its own: the gallery has this one"
      : undefined,
  ),

  when(["grafanaAllowedCidrs", "grafanaHost"], ({ grafanaAllowedCidrs, grafanaHost }) =>
    grafanaHost !== "" && grafanaAllowedCidrs.length === 0
      ? `at least one block: who may come as far as the sign-in of ${grafanaHost}`
      : undefined,
  ),

  each("grafanaAllowedCidrs", [], (source) =>
    (parseCidr(source)?.mask ?? 32) < 8
      ? "no block larger than a /8: Grafana is not for everyone, sign-in or not"
      : undefined,
  ),

  ...(["api", "web"] as const).flatMap((role) => [
    notBelow(`${role}ReplicasMax`, `${role}ReplicasMin`),
    notBelow(`${role}CpuLimitMillicores`, `${role}CpuRequestMillicores`),
    notBelow(`${role}MemoryLimitMib`, `${role}MemoryRequestMib`),
  ]),

  when(["apiMemoryLimitMib"], ({ apiMemoryLimitMib }) =>
    apiMemoryLimitMib < memoryNeededMiB()
      ? `at least ${memoryNeededMiB()}: less is not enough for the largest photos that the API takes (app/src/photos/limits.ts)`
      : undefined,
  ),

  // https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
  when(["galleryThumbnailerImage", "region"], ({ galleryThumbnailerImage, region }) =>
    new RegExp(`^\\d{12}\\.dkr\\.ecr\\.${region}\\.amazonaws\\.com(\\.cn)?/`).test(galleryThumbnailerImage)
      ? undefined
      : `an image in ECR of ${region}: Lambda takes no other`,
  ),

  inProd("databaseDeletionProtection", (isOn) => (isOn ? undefined : "true in prod")),
  inProd("databaseBackupRetentionDays", (days) => (days > 0 ? undefined : "at least 1 in prod")),
  inProd("natGateways", (count) =>
    count === "none" ? "single or onePerAz in prod: without one, no node can pull an image" : undefined,
  ),
];

/** A rule over several keys; a text that the check returns is a problem of the first key. */
function when<K extends Key>(
  needs: readonly [K, ...K[]],
  check: (values: Pick<Values, K>) => string | undefined,
): Rule {
  return (values) => {
    const allowed = has(values, needs) ? check(values) : undefined;
    return allowed === undefined ? [] : [{ path: [needs[0]], allowed }];
  };
}

/** A rule over every entry of a list. */
function each<K extends Key>(
  key:
    | "availabilityZones"
    | "clusterPublicAccessCidrs"
    | "clusterPreviewers"
    | "clusterViewers"
    | "grafanaAllowedCidrs",
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

/** A rule for stacks whose environment is prod. */
function inProd<K extends Key>(key: K, check: (value: Values[K]) => string | undefined): Rule {
  return when<K | "environment">([key, "environment"], (values) =>
    values.environment === "prod" ? check(values[key]) : undefined,
  );
}

/** The first of two numbers is at least the second. */
function notBelow<K extends NumberKey>(key: K, floor: K): Rule {
  return when([key, floor], (values) =>
    values[key] < values[floor] ? `at least ${values[floor]}, which is ${floor}` : undefined,
  );
}

function has<K extends Key>(values: Readable, keys: readonly K[]): values is Readable & Pick<Values, K> {
  return keys.every((key) => values[key] !== undefined);
}
