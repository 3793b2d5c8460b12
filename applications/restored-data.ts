/** What `groundwork restore` asks the databases of the gallery, through a pod of its API. */
import { generationName, LAST_GENERATION } from "../infra/database-restore";

/**
 * Runs a statement with the image's own program for statements (app/src/database/query.ts), which has its TLS and its time limits. The
 * login replaces the primary of the pod. It is read from stdin, because arguments are in the audit log of the cluster.
 */
const program = [
  'const { statement, login } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));',
  "delete process.env.DATABASE_PASSWORD_FILE;",
  "process.env.DATABASE_PRIMARY_HOST = process.env.DATABASE_PRIMARY_TLS_NAME = login.host;",
  "process.env.DATABASE_PASSWORD = login.password;",
  "console.table = (rows) => console.log(JSON.stringify(rows));",
  'process.argv = [process.argv[0], "query.js", "primary", statement];',
  'require(require("node:path").resolve("dist/database/query.js"));',
].join(" ");

/** Rows of a time whose transactions may have ended later: longer than a statement of the gallery takes. */
const IN_FLIGHT = "10 seconds";

/** Photos in a page: their JSON fits the output of one statement. */
const PAGE = 5_000;

/** Rows that existed for sure at a time. */
const existed = (time: string | undefined) =>
  time === undefined
    ? "0"
    : `count(*) FILTER (WHERE created_at <= TIMESTAMPTZ '${time}' - INTERVAL '${IN_FLIGHT}')`;

export const restoredData = {
  generationName: (generation: number) => generationName("database", generation),
  lastGeneration: LAST_GENERATION,
  exception: (instance: string, until: string) => ({
    policy: "protect-from-deletion",
    resource: `aws:rds/instance:Instance::${instance}`,
    reason: "A restore of the database deletes this instance in its last step.",
    until,
  }),
  statements: {
    namespace: "gallery",
    // Its Service has the pods of a Deployment as well as those of a Rollout: a pod of it is one of them.
    workload: "service/api",
    program,
    schema: "SELECT name, run_on FROM schema_migrations ORDER BY id",
    rows: (time: string | undefined) =>
      `SELECT count(*) AS rows, max(created_at) AS newest, ${existed(time)} AS before FROM photos`,
    // Autovacuum and other sessions of RDS are no client backends.
    writers:
      "SELECT current_setting('default_transaction_read_only') AS read_only, (SELECT count(*) FROM pg_stat_activity " +
      "WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid() " +
      "AND backend_xid IS NOT NULL) AS writers",
  },
  photos: {
    prefix: "originals/",
    pageSize: PAGE,
    page: (after: string | undefined) =>
      `SELECT id, object_key FROM photos ${after === undefined ? "" : `WHERE id > '${after}' `}ORDER BY id LIMIT ${PAGE}`,
  },
};
