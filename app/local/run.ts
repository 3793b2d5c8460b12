import { setTimeout as wait } from "node:timers/promises";
import { startPostgres } from "@groundwork/testbed/postgres/postgres";
import { newToken, runMigrations, startGallery, temporaryDirectory } from "./gallery";
import { readOptions } from "./options";
import { CannotStart, checkPort, portInUse } from "./port";

/** Interrupted before the gallery was ready. */
const interruptedStatus = 130;

/** Ends the start, or the gallery, on a signal. */
const stopping = new AbortController();

/** `npm run gallery`: runs the database and the gallery on this machine, until Ctrl+C. */
async function main(): Promise<void> {
  const { port } = readOptions();
  // Before the first process and folder are created, so that a signal removes them.
  const stopped = untilStopped();
  const { signal } = stopping;
  await checkPort(port);
  const token = process.env.CURATOR_TOKEN ?? newToken();
  console.log("Starting a Postgres primary and two streaming replicas …");
  const postgres = await startPostgres({ replicas: 2, signal });
  const photos = temporaryDirectory();
  try {
    signal.throwIfAborted();
    await runMigrations(postgres.environment);
    signal.throwIfAborted();
    const gallery = await startGallery({
      ...postgres.environment,
      PORT: String(port),
      PHOTOS_DIRECTORY: photos.path,
      CURATOR_TOKEN: token,
      LOG_LEVEL: process.env.LOG_LEVEL ?? "info",
      ...telemetryVariables(),
      // Everything ends within ten seconds, including the databases.
      SHUTDOWN_GRACE_SECONDS: "6",
    }).catch((error: unknown) => {
      throw String(error).includes("EADDRINUSE") ? new CannotStart(portInUse(port), { cause: error }) : error;
    });
    if (!signal.aborted)
      console.log(`
  page      ${gallery.url.replace("127.0.0.1", "localhost")}
  API       ${gallery.url}/api/docs
  metrics   ${gallery.metricsUrl}
  postgres  primary on port ${postgres.primary.port}, replicas on ${postgres.replicas.map((r) => r.port).join(" and ")}
  token     ${token}   (the curator's: needed to upload and to delete)

  curl -H "Authorization: Bearer ${token}" -F title=Lighthouse -F photo=@photo.jpg ${gallery.url}/api/photos

Everything is removed at the end. Stop with Ctrl+C.`);
    await stopped;
    const ended = gallery.stop();
    if ((await Promise.race([ended, wait(7_000, "late")])) === "late") await gallery.stop("SIGKILL");
  } finally {
    await postgres.stop();
    photos.remove();
  }
}

/** OpenTelemetry's variables, so that `OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 npm run gallery` sends spans. */
const telemetryVariables = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      name.startsWith("OTEL_") && value !== undefined ? [[name, value]] : [],
    ),
  );

/** Handles the signals that end the gallery. A second signal ends it immediately. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const stop = () => {
      if (first === undefined) {
        first = Date.now();
        console.log("Stopping …");
        stopping.abort();
        resolve();
      }
      // For one Ctrl+C, the signal can come from the terminal, npm and tsx.
      if (Date.now() - first > 1000) process.exit(interruptedStatus);
    };
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, stop);
  });
}

main().then(
  () => process.exit(0),
  async (error: unknown) => {
    // Ctrl+C reaches all processes of the terminal. Errors that it causes can be reported before the signal arrives.
    await wait(50);
    if (stopping.signal.aborted) process.exit(interruptedStatus);
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
