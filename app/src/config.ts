import { tmpdir } from "node:os";
import { z } from "zod";
import { defaultConcurrentUploads, defaultMaxPixels, memoryNeededMiB } from "./photos/limits";

/** What one process does; chosen by the first argument. `all` is `api` and `web` behind one origin. */
export const roles = ["api", "web", "migrate", "all"] as const;
export type Role = (typeof roles)[number];

const whole = (from: number, to: number) => z.coerce.number().int().min(from).max(to);
const list = z
  .string()
  .transform((text) => text.split(",").map((item) => item.trim()))
  .pipe(z.array(z.string().min(1, "has an empty entry")));

const processSettings = z.object({
  HOST: z.string().default("0.0.0.0").describe("address to listen on"),
  PORT: whole(0, 65535).default(8080).describe("port of the API and the page; 0 picks a free one"),
  METRICS_PORT: whole(0, 65535).default(9090).describe("port of /metrics, which no Ingress should reach"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  VERSION: z.string().default("0.0.0-local").describe("release that this build is"),
  COMMIT: z.string().default("unknown").describe("commit that this build was made from"),
  SHUTDOWN_DELAY_SECONDS: z.coerce
    .number()
    .min(0)
    .max(120)
    .default(5)
    .describe("seconds between becoming unready and closing the port, in which load balancers take notice"),
  SHUTDOWN_GRACE_SECONDS: z.coerce
    .number()
    .min(1)
    .max(600)
    .default(25)
    .describe("seconds after SIGTERM when the process ends whatever is left"),
  TRUSTED_PROXY_HOPS: whole(0, 5)
    .default(0)
    .describe("proxies in front whose X-Forwarded-* headers are believed; 1 behind one load balancer"),
  RATE_LIMIT_PER_MINUTE: whole(1, 10_000_000)
    .default(1200)
    .describe("requests a minute that one client address may make to one process"),
});

const webSettings = z.object({
  PHOTOS_ORIGIN: z
    .url()
    .transform((url) => new URL(url).origin)
    .optional()
    .describe("origin that photos are redirected to, which the page's content security policy must allow"),
});

const databaseSettings = z.object({
  DATABASE_PRIMARY_HOST: z.string().min(1).describe("host or host:port of the primary"),
  DATABASE_PRIMARY_TLS_NAME: z
    .string()
    .min(1)
    .optional()
    .describe("name that the primary's certificate must carry; the host when not given"),
  DATABASE_REPLICA_HOSTS: z
    .preprocess((value) => (value === "" ? undefined : value), list.default([]))
    .describe("hosts or host:port pairs of the read replicas, separated by commas"),
  DATABASE_REPLICA_TLS_NAMES: z
    .preprocess((value) => (value === "" ? undefined : value), list.optional())
    .describe("names that the replicas' certificates must carry, in the order of the hosts"),
  DATABASE_PORT: whole(1, 65535).default(5432).describe("port of every host that names none"),
  DATABASE_NAME: z.string().min(1).default("gallery"),
  DATABASE_USER: z.string().min(1),
  DATABASE_PASSWORD: z.string().min(1),
  DATABASE_TLS: z
    .enum(["verify", "disable"])
    .default("verify")
    .describe("verify: encrypted, certificate and name checked; disable: for a database on this machine"),
  DATABASE_TLS_CA_FILE: z
    .string()
    .min(1)
    .optional()
    .describe("PEM file of certificate authorities; those of Amazon RDS when not given"),
  DATABASE_POOL_SIZE: whole(1, 100).default(10).describe("connections per database node and process"),
  DATABASE_QUERY_TIMEOUT_SECONDS: z.coerce.number().min(0.1).max(60).default(3),
  DATABASE_MAX_LAG_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(300)
    .default(5)
    .describe("a replica further behind than this serves no reads"),
});

const photoSettings = z.object({
  PHOTOS_BUCKET: z.string().min(3).max(63).optional().describe("S3 bucket of the photos"),
  PHOTOS_DIRECTORY: z.string().min(1).optional().describe("folder of the photos, instead of a bucket"),
  AWS_ENDPOINT_URL: z
    .url()
    .optional()
    .describe("S3-compatible endpoint; addressed with the bucket in the path"),
  SPOOL_DIRECTORY: z.string().min(1).default(tmpdir()).describe("writable folder for uploads under way"),
  MAX_UPLOAD_MIB: whole(1, 500).default(20).describe("largest upload in MiB"),
  MAX_PIXELS: whole(1, 1_000_000_000)
    .default(defaultMaxPixels)
    .describe("most pixels (width × height) of a photo"),
  MAX_CONCURRENT_UPLOADS: whole(1, 100)
    .default(defaultConcurrentUploads)
    .describe("uploads that one process takes at once; more get 503 with Retry-After"),
  SWEEP_INTERVAL_MINUTES: z.coerce
    .number()
    .min(0)
    .max(10_080)
    .default(60)
    .describe("minutes between two searches for objects without a row; 0 never searches"),
  SWEEP_AGE_MINUTES: z.coerce
    .number()
    .min(0)
    .max(10_080)
    .default(60)
    .describe("minutes that an object may be without a row before it is removed"),
});

const curatorSettings = z.object({
  CURATOR_TOKEN: z.string().min(24).describe("secret that allows uploading and deleting"),
  ATTEMPTS_PER_MINUTE: whole(1, 1000)
    .default(10)
    .describe("wrong tokens a minute after which one client address is refused"),
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
 * The environment each role needs, and nothing more: a web process is never given a password.
 * The Kubernetes half builds the Deployments' environments against these.
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

/** The environment is not usable; `problems` has one line for each variable that is wrong. */
export class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    super(`The environment is not complete:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "ConfigError";
  }
}

/**
 * Reads a role's settings from environment variables.
 * @param memoryLimitBytes memory limit of the container; 0 without one
 * @throws ConfigError with every problem at once; values are never repeated, as some are secrets
 */
export function readConfig<R extends Role>(
  role: R,
  env: NodeJS.ProcessEnv,
  memoryLimitBytes?: number,
): Config<R>;
export function readConfig(
  role: Role,
  env: NodeJS.ProcessEnv,
  memoryLimitBytes = process.constrainedMemory(),
) {
  const parsed = environment[role].safeParse(env);
  if (parsed.success) {
    if (role === "api" || role === "all") checkMemory(photoSettings.parse(parsed.data), memoryLimitBytes);
    return parsed.data;
  }
  throw new ConfigError(
    parsed.error.issues.map((issue) => {
      const name = String(issue.path[0] ?? "environment");
      return env[name] === undefined && issue.code !== "custom"
        ? `${name} is missing`
        : `${name}: ${issue.message}`;
    }),
  );
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
    `MAX_PIXELS=${MAX_PIXELS} and MAX_CONCURRENT_UPLOADS=${MAX_CONCURRENT_UPLOADS} need ${neededMiB} MiB of memory; the limit is ${Math.floor(limitMiB)} MiB. Raise the limit or lower them.`,
  ]);
}
