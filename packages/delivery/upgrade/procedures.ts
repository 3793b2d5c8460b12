/** The steps of upgrades that one `pulumi up -s STACK` would do in the wrong order, as pure functions. docs/upgrades.md has the reasons. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { ChangedSettings } from "@groundwork/rehearse/project/stack-settings";
import type { AtLeastAsLarge } from "../config";
import type { Actual } from "./actual";
import { classBefore } from "./instance-class";

/** One change of the settings, deployed before the next one is made. */
export interface Step {
  /** Description of the step. */
  readonly what: string;
  readonly settings: ChangedSettings;
  /** Resources with data that the step deletes, such as `database-primary (aws:rds/instance:Instance)`. Default: none. */
  readonly deletes?: readonly string[];
  /** Checks what must be true before the step, when its turn comes. @throws Explained if it is not */
  readonly before?: () => Promise<void>;
  /** Checks the result of the step. @throws Explained if it is not as expected */
  readonly after?: () => Promise<void>;
  /** Message of the update in the stack's history. */
  readonly message?: string;
}

/** Minor upgrade: replicas first, then the primary. Major upgrade: the primary, and RDS upgrades its replicas with it. */
export function postgresSteps({ primary, replicas }: Actual, target: string): Step[] {
  if (!/^\d+\.\d+$/.test(target))
    throw new Explained(`${target} is not a version of PostgreSQL; it must be MAJOR.MINOR, such as 18.7`);
  if (primary === undefined)
    throw new Explained("The stack has no database: set its version and run `pulumi up -s STACK`.");
  if (compare(target, primary) < 0)
    throw new Explained(
      `PostgreSQL cannot be downgraded: the database has ${primary}, and ${target} is older.`,
    );
  return major(target) > major(primary) ? majorSteps(target) : minorSteps(primary, replicas, target);
}

function majorSteps(target: string): Step[] {
  return [
    {
      what: `primary to ${target}, with a new parameter group; RDS upgrades the replicas with it`,
      settings: {
        databaseEngineVersion: target,
        databaseReplicaEngineVersion: undefined,
        databaseAllowMajorUpgrade: true,
      },
    },
    done(target),
  ];
}

function minorSteps(primary: string, replicas: readonly string[], target: string): Step[] {
  const behind = replicas.filter((version) => compare(version, target) < 0);
  const replicasFirst: Step = {
    what: `${behind.length} of ${replicas.length} replicas to ${target}; the primary stays at ${primary}`,
    settings: { databaseEngineVersion: primary, databaseReplicaEngineVersion: target },
  };
  // The last step sets everything else, such as the replicas' parameter groups after an interrupted major upgrade.
  const last =
    compare(primary, target) < 0 ? { ...done(target), what: `primary to ${target}` } : done(target);
  return [...(behind.length > 0 && compare(primary, target) < 0 ? [replicasFirst] : []), last];
}

function done(target: string): Step {
  return {
    what: `everything at ${target}; major upgrades are forbidden again`,
    settings: {
      databaseEngineVersion: target,
      databaseReplicaEngineVersion: undefined,
      databaseAllowMajorUpgrade: undefined,
    },
  };
}

/** One minor version after the other: EKS cannot skip a version or downgrade. */
export function kubernetesSteps({ kubernetes }: Actual, target: string): Step[] {
  const minor = (version: string) => Number(/^1\.(\d+)$/.exec(version)?.[1]);
  if (Number.isNaN(minor(target)))
    throw new Explained(`${target} is not a Kubernetes version; it must be 1.MINOR, such as 1.36`);
  if (kubernetes === undefined)
    throw new Explained("The stack has no cluster: set its version and run `pulumi up -s STACK`.");
  const [from, to] = [minor(kubernetes), minor(target)];
  if (to < from)
    throw new Explained(`EKS cannot be downgraded: the cluster has ${kubernetes}, and ${target} is older.`);
  const versions = to === from ? [to] : Array.from({ length: to - from }, (_, at) => from + at + 1);
  return versions.map((version) => ({
    what: `control plane to 1.${version}; Auto Mode then replaces the nodes, as disruption budgets allow`,
    settings: { clusterVersion: `1.${version}` },
  }));
}

const CLASS = "databaseInstanceClass";

/** The settings that determine the size of an environment. Names and locations are not among them. */
const SHAPE: Readonly<Record<string, readonly string[]>> = {
  "network: zones and NAT gateways": ["availabilityZones", "natGateways"],
  "database: class, storage, standby, replicas": [
    CLASS,
    "databaseStorageGib",
    "databaseMaxStorageGib",
    "databaseMultiAz",
    "databaseReplicas",
  ],
  "workloads, monitoring and logs": [
    ...["api", "web"].flatMap((role) =>
      ["ReplicasMin", "ReplicasMax", "CpuRequestMillicores", "CpuLimitMillicores"]
        .concat(["MemoryRequestMib", "MemoryLimitMib"])
        .map((setting) => `${role}${setting}`),
    ),
    "nodesMaxVcpu",
    "nodesMaxMemoryGib",
    "monitoringStorageGib",
    "monitoringMemoryMib",
    "monitoringRetentionDays",
    "logRetentionDays",
  ],
};

/**
 * Gives a stack the size and the guard rails of another. The guard rails come first, so that they prevent later steps from
 * replacing or deleting data. Network, database and workloads follow, with one `up` each.
 *
 * @param model the settings in the other stack's file, by key without the namespace
 * @param own the settings of the stack
 */
export function shapeSteps(
  own: ChangedSettings,
  model: ChangedSettings,
  isAtLeastAsLarge: AtLeastAsLarge,
): Step[] {
  const zones = (settings: ChangedSettings) => [settings.availabilityZones ?? []].flat().map(String);
  const [has, wants] = [zones(own), zones(model)];
  if (has.some((zone, at) => wants[at] !== zone))
    throw new Explained(
      `availabilityZones is ${has.join(", ")}, and the other stack has ${wants.join(", ")}: zones can only be appended.`,
    );
  for (const key of ["databaseStorageGib", "monitoringStorageGib"])
    if (Number(own[key] ?? 0) > Number(model[key] ?? Number.POSITIVE_INFINITY))
      throw new Explained(
        `${key} is ${own[key]}, and the other stack has ${model[key]}: storage cannot shrink.`,
      );
  const guards = [
    "guardRails",
    "environment",
    "databaseDeletionProtection",
    "databaseFinalSnapshot",
    "databaseBackupRetentionDays",
  ];
  const pick = (keys: readonly string[]) =>
    Object.fromEntries(keys.filter((key) => model[key] !== undefined).map((key) => [key, model[key]]));
  return [
    { what: "guard rails: protection and backups", settings: { ...pick(guards), ...otherName(own, model) } },
    ...Object.entries(SHAPE).flatMap(([what, keys]) => {
      const before = keys.includes(CLASS) ? classBefore(own, model, isAtLeastAsLarge) : [];
      const cleared = before.length > 0 ? { databaseReplicaInstanceClass: undefined } : {};
      return [...before, { what, settings: { ...pick(keys), ...cleared } }];
    }),
  ];
}

/** Removes the class of guard rails under the name that the other stack does not use (docs/upgrades.md). */
function otherName(own: ChangedSettings, model: ChangedSettings): ChangedSettings {
  const names = ["guardRails", "environment"];
  if (!names.some((name) => model[name] !== undefined)) return {};
  const unused = names.filter((name) => own[name] !== undefined && model[name] === undefined);
  return Object.fromEntries(unused.map((name) => [name, undefined]));
}

function compare(one: string, other: string): number {
  return major(one) - major(other) || Number(one.split(".")[1]) - Number(other.split(".")[1]);
}

function major(version: string): number {
  return Number(version.split(".")[0]);
}
