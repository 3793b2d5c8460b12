import { setTimeout as wait } from "node:timers/promises";
import { startPostgres } from "@groundwork/testbed/postgres/postgres";
import { newToken, runMigrations, startGallery, temporaryDirectory } from "./gallery";
import { readOptions } from "./options";

/** `npm run gallery`: runs the database and the gallery on this machine, until Ctrl+C. */
async function main(): Promise<void> {
  const { port } = readOptions();
  const token = process.env.CURATOR_TOKEN ?? newToken();
  console.log("Starting a Postgres primary and two streaming replicas …");
  const postgres = await startPostgres({ replicas: 2 });
  const photos = temporaryDirectory();
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  try {
    await runMigrations(postgres.environment);
    const gallery = await startGallery({
      ...postgres.environment,
      PORT: String(port),
      PHOTOS_DIRECTORY: photos.path,
      CURATOR_TOKEN: token,
      LOG_LEVEL: process.env.LOG_LEVEL ?? "info",
    });
    console.log(`
  page      ${gallery.url.replace("127.0.0.1", "localhost")}
  API       ${gallery.url}/api/docs
  metrics   ${gallery.metricsUrl}
  postgres  primary on port ${postgres.primary.port}, replicas on ${postgres.replicas.map((r) => r.port).join(" and ")}
  token     ${token}   (the curator's: needed to upload and to delete)

  curl -H "Authorization: Bearer ${token}" -F title=Lighthouse -F photo=@photo.jpg ${gallery.url}/api/photos

Everything is removed at the end. Stop with Ctrl+C.`);
    await interrupted;
    console.log("Stopping …");
    await Promise.race([gallery.stop(), wait(12_000)]);
  } finally {
    await postgres.stop();
    photos.remove();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
