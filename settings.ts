/**
 * The stack's settings: its config, read and checked once. Nothing else reads `pulumi.Config`. What each key means, its
 * unit and its default stand in Pulumi.yaml; what it may hold, in settings/schema.ts; the rules between keys, in
 * settings/rules.ts.
 */
import * as pulumi from "@pulumi/pulumi";
import { nearest, type Problem, SettingsError } from "./settings/problems";
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
export function readSettings(config = new pulumi.Config("groundwork")): Settings {
  const given = configOf(config);
  const result = schema.safeParse(given);
  const issues = result.error?.issues ?? [];

  // A rule is checked as soon as the keys it needs can be read, whatever is wrong with others.
  const unreadable = new Set(
    issues.flatMap((issue) => ("keys" in issue ? issue.keys : issue.path.slice(0, 1))),
  );
  const readable = Object.entries(given).filter(([key]) => !unreadable.has(key));
  const { data: values = {} } = schema.partial().safeParse(Object.fromEntries(readable));

  const problems: Problem[] = [
    ...issues.map(({ path, message }) => ({ path, allowed: message })),
    ...brokenRules(values),
  ].map(({ path, allowed }) => ({ key: nameOf(config, path), given: valueAt(given, path), allowed }));
  for (const key of Object.keys(given).filter((name) => !(name in schema.shape))) {
    const suggestion = nearest(key, Object.keys(schema.shape));
    problems.push({ key: nameOf(config, [key]), allowed: `only keys in Pulumi.yaml; is it ${suggestion}?` });
  }

  if (!result.success || problems.length > 0) {
    throw new SettingsError(problems, `Pulumi.${pulumi.getStack()}.yaml`);
  }
  return freeze(group(result.data));
}

/** The keys in the namespace, and their values as Pulumi hands them over: text, or JSON for lists and maps. */
function configOf(config: pulumi.Config): Record<string, string> {
  const prefix = `${config.name}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/** `groundwork:clusterAdmins[1]`, `groundwork:tags.owner` */
function nameOf(config: pulumi.Config, [key, ...inside]: readonly PropertyKey[]): string {
  const steps = inside.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`));
  return `${config.name}:${String(key)}${steps.join("")}`;
}

function valueAt(given: Record<string, string>, [key, ...inside]: readonly PropertyKey[]): unknown {
  const source = given[String(key)];
  if (source === undefined || inside.length === 0) return source;
  return inside.reduce<unknown>((value, step) => Object(value)[step], JSON.parse(source));
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
