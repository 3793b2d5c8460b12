import { tmpdir } from "node:os";
import { z } from "zod";
import {
  defaultConcurrentUploads,
  defaultMaxPixels,
  defaultMaxUploadMib,
  memoryNeededMiB,
} from "./photos/limits";
import { readSecretFiles } from "./secret-files";
import { telemetrySettings } from "./telemetry/settings";

/** Roles of a process. The first argument selects one. `all` runs `api` and `web` on one origin. */
export const roles = ["api", "web", "migrate", "all"] as const;
export type Role = (typeof roles)[number];

const whole = (from: number, to: number) => z.coerce.number().int().min(from).max(to);
const list = z
  .string()
  .transform((text) => text.split(",").map((item) => item.trim()))
  .pipe(z.array(z.string().min(1, "has an empty entry")));

const processSettings = z.object({
  ...telemetrySettings.shape,
  HOST: z.string().default("0.0.0.0").describe("address to listen on"),
  PORT: whole(0, 65535).default(8080).describe("port of the API and the page; 0 selects a free port"),
  METRICS_PORT: whole(0, 65535).default(9090).describe("port of /metrics; no Ingress should route to it"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  VERSION: z.string().default("0.0.0-local").describe("version of this build"),
  COMMIT: z.string().default("unknown").describe("commit of this build"),
  SHUTDOWN_DELAY_SECONDS: z.coerce
    .number()
    .min(0)
    .max(120)
    .default(5)
    .describe(
      "seconds between becoming unready and closing the port; in this time, load balancers stop sending requests",
    ),
  SHUTDOWN_GRACE_SECONDS: z.coerce
    .number()
    .min(1)
    .max(600)
    .default(25)
    .describe("seconds after SIGTERM until the process exits, even if requests are in progress"),
  TRUSTED_PROXY_HOPS: whole(0, 5)
    .default(0)
    .describe("number of proxies whose X-Forwarded-* headers are trusted; 1 behind one load balancer"),
  RATE_LIMIT_PER_MINUTE: whole(1, 10_000_000)
    .default(1200)
    .describe("maximum requests per minute from one client address to one process"),
});

const webSettings = z.object({
  PHOTOS_ORIGIN: z
    .url()
    .transform((url) => new URL(url).origin)
    .optional()
    .describe(
      "origin that requests for photos are redirected to; the page's content security policy allows it",
    ),
});

const databaseSettings = z.object({
  DATABASE_PRIMARY_HOST: z.string().min(1).describe("host or host:port of the primary"),
  DATABASE_PRIMARY_TLS_NAME: z
    .string()
    .min(1)
    .optional()
    .describe("name that the primary's certificate must contain; default: the host"),
  DATABASE_REPLICA_HOSTS: z
    .preprocess((value) => (value === "" ? undefined : value), list.default([]))
    .describe("hosts or host:port pairs of the read replicas, separated by commas"),
  DATABASE_REPLICA_TLS_NAMES: z
    .preprocess((value) => (value === "" ? undefined : value), list.optional())
    .describe("names that the replicas' certificates must contain, in the order of the hosts"),
  DATABASE_PORT: whole(1, 65535).default(5432).describe("port of each host without a port"),
  DATABASE_NAME: z.string().min(1).default("gallery"),
  DATABASE_USER: z.string().min(1),
  DATABASE_PASSWORD: z.string().min(1),
  DATABASE_TLS: z
    .enum(["verify", "disable"])
    .default("verify")
    .describe(
      "verify: encrypts, and verifies the certificate and its name; disable: for a database on this machine",
    ),
  DATABASE_TLS_CA_FILE: z
    .string()
    .min(1)
    .optional()
    .describe("PEM file of certificate authorities; default: those of Amazon RDS"),
  DATABASE_POOL_SIZE: whole(1, 100).default(10).describe("connections per database node and process"),
  DATABASE_QUERY_TIMEOUT_SECONDS: z.coerce.number().min(0.1).max(60).default(3),
  DATABASE_MAX_LAG_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(300)
    .default(5)
    .describe("maximum replication lag in seconds; a replica with more lag serves no reads"),
});

const photoSettings = z.object({
  PHOTOS_BUCKET: z.string().min(3).max(63).optional().describe("S3 bucket of the photos"),
  PHOTOS_DIRECTORY: z.string().min(1).optional().describe("folder of the photos, instead of a bucket"),
  AWS_ENDPOINT_URL: z.url().optional().describe("S3-compatible endpoint; requests use path-style addresses"),
  SPOOL_DIRECTORY: z.string().min(1).default(tmpdir()).describe("writable folder for uploads in progress"),
  MAX_UPLOAD_MIB: whole(1, 500).default(defaultMaxUploadMib).describe("maximum size of an upload in MiB"),
  MAX_PIXELS: whole(1, 1_000_000_000)
    .default(defaultMaxPixels)
    .describe("maximum number of pixels (width × height) of a photo"),
  MAX_CONCURRENT_UPLOADS: whole(1, 100)
    .default(defaultConcurrentUploads)
    .describe("maximum concurrent uploads of one process; further uploads get 503 with Retry-After"),
  SWEEP_INTERVAL_MINUTES: z.coerce
    .number()
    .min(0)
    .max(10_080)
    .default(60)
    .describe("minutes between two searches for objects without a row; 0 disables the search"),
  SWEEP_AGE_MINUTES: z.coerce
    .number()
    .min(0)
    .max(10_080)
    .default(60)
    .describe("minutes after which an object without a row is removed"),
});

const curatorSettings = z.object({
  CURATOR_TOKEN: z.string().min(24).describe("secret that allows uploading and deleting"),
  ATTEMPTS_PER_MINUTE: whole(1, 1000)
    .default(10)
    .describe("maximum wrong tokens per minute from one client address; further attempts are rejected"),
});

const apiSettings = z
  .object({
    ...processSettings.shape,
    ...databaseSettings.shape,
    ...photoSettings.shape,
    ...curatorSettings.shape,
  })
  .check(({ value, issues }) => {
    if ((value.PHOTOS_BUCKET === undefined) === (value.PHOTOS_DIRECTORY === undefined)) {
      issues.push({
        code: "custom",
        input: value.PHOTOS_BUCKET,
        path: ["PHOTOS_BUCKET"],
        message: "set exactly one of PHOTOS_BUCKET and PHOTOS_DIRECTORY",
      });
    }
    const names = value.DATABASE_REPLICA_TLS_NAMES;
    if (names !== undefined && names.length !== value.DATABASE_REPLICA_HOSTS.length) {
      issues.push({
        code: "custom",
        input: names,
        path: ["DATABASE_REPLICA_TLS_NAMES"],
        message: `has ${names.length} names for ${value.DATABASE_REPLICA_HOSTS.length} DATABASE_REPLICA_HOSTS`,
      });
    }
  });

/**
 * The environment variables of each role. A role gets only what it needs: a web process has no password. k8s/ validates the
 * environments of the Deployments with these schemas.
 */
export const environment = {
  api: apiSettings,
  web: z.object({ ...processSettings.shape, ...webSettings.shape }),
  migrate: z.object({ ...processSettings.shape, ...databaseSettings.shape }),
  all: apiSettings.safeExtend(webSettings.shape),
};

export type ProcessConfig = z.infer<typeof processSettings>;
export type DatabaseConfig = z.infer<typeof databaseSettings>;
export type PhotoConfig = z.infer<typeof photoSettings>;
export type ApiConfig = z.infer<typeof apiSettings>;
export type Config<R extends Role> = z.infer<(typeof environment)[R]>;

/** Thrown if environment variables are missing or invalid. `problems` has one line for each of them. */
export class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    super(`The environment is not complete:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "ConfigError";
  }
}

/**
 * Reads a role's settings from environment variables, and its secrets from them or from files (`DATABASE_PASSWORD_FILE`).
 * @param memoryLimitBytes memory limit of the container; 0 without one
 * @throws ConfigError with all problems. It contains no values, because some are secrets
 */
export function readConfig<R extends Role>(
  role: R,
  env: NodeJS.ProcessEnv,
  memoryLimitBytes?: number,
): Config<R>;
export function readConfig(
  role: Role,
  given: NodeJS.ProcessEnv,
  memoryLimitBytes = process.constrainedMemory(),
) {
  const { env, problems } = readSecretFiles(given, Object.keys(environment[role].shape));
  const parsed = environment[role].safeParse(env);
  if (parsed.success && problems.length === 0) {
    if (role === "api" || role === "all") checkMemory(photoSettings.parse(parsed.data), memoryLimitBytes);
    return parsed.data;
  }
  const issues = (parsed.error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0] ?? "environment");
    return env[name] === undefined && issue.code !== "custom"
      ? `${name} is missing`
      : `${name}: ${issue.message}`;
  });
  throw new ConfigError([...problems, ...issues]);
}

/** Rejects limits that need more memory than the container has: the first large photo would kill the pod. */
function checkMemory(
  { MAX_PIXELS, MAX_CONCURRENT_UPLOADS }: Pick<PhotoConfig, "MAX_PIXELS" | "MAX_CONCURRENT_UPLOADS">,
  limitBytes: number,
): void {
  const limitMiB = limitBytes / 1024 ** 2;
  const neededMiB = memoryNeededMiB(MAX_PIXELS, MAX_CONCURRENT_UPLOADS);
  if (limitMiB === 0 || limitMiB >= neededMiB) return;
  throw new ConfigError([
    `MAX_PIXELS=${MAX_PIXELS} and MAX_CONCURRENT_UPLOADS=${MAX_CONCURRENT_UPLOADS} need ${neededMiB} MiB of memory; the limit is ${Math.floor(limitMiB)} MiB. Increase the memory limit, or decrease these values.`,
  ]);
}
