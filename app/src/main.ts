import { ConfigError, type Role, readConfig, roles } from "./config";
import { migrate } from "./migrate";
import { createRoleLog, serve, startRoleTelemetry } from "./process";
import { inFirstSpan } from "./telemetry/span";
import { IncompatibleMigration } from "./versions/check";

/** Time to send the spans of a migration. */
const lastSpansSeconds = 2;

const usage = `usage: main.js ${roles.join("|")}`;

async function main(): Promise<void> {
  const role = roles.find((candidate) => candidate === process.argv[2]);
  if (role === undefined) throw new ConfigError([usage]);
  if (role === "migrate") return runMigrations();
  // Handles signals first, so that the process can be stopped as soon as it logs that it is serving.
  const ended = signalled();
  const running = await Promise.race([start(role), ended]);
  if (running === undefined) return;
  await ended;
  await running.stop();
}

function start(role: Exclude<Role, "migrate">) {
  switch (role) {
    case "api":
      return serve("api", readConfig("api", process.env));
    case "web":
      return serve("web", readConfig("web", process.env));
    case "all":
      return serve("all", readConfig("all", process.env));
  }
}

async function runMigrations(): Promise<void> {
  const config = readConfig("migrate", process.env);
  const log = createRoleLog(config, "migrate");
  const telemetry = await startRoleTelemetry(config, "migrate", log);
  const done = await inFirstSpan("migrate", {}, undefined, async (span) => {
    const names = await migrate(config, log);
    span?.setAttribute("gallery.migrations", names);
    return names;
  }).finally(() => telemetry.stop(lastSpansSeconds));
  log.info({ migrations: done }, done.length === 0 ? "the schema is up to date" : "the schema was migrated");
}

/** Resolves at the first SIGTERM or SIGINT. The second one ends the process immediately. */
function signalled(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(undefined));
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    // An invalid environment or migration is not a defect of this file, so no stack trace is printed.
    const isExplained = error instanceof ConfigError || error instanceof IncompatibleMigration;
    console.error(isExplained ? error.message : error);
    process.exit(1);
  },
);
