import { renameSync, rmSync, writeFileSync } from "node:fs";
import { LocalPrometheus, type Target } from "@groundwork/testbed/prometheus/local";
import { Client } from "pg";
import { type Gallery, startGallery } from "../../../../app/local/gallery";
import { buildPrometheusGroups } from "../../../../k8s/monitoring/rules";
import { dropUnusedSeries } from "../../../../k8s/monitoring/scrape";
import { forLoad, Stage } from "../../../app/galleries";
import { pause } from "../../../app/load";
import { startAlertmanager } from "./alertmanager";
import { startExporters } from "./exporters";
import { startLightLoad } from "./load";
import { links, options } from "./options";
import { startReceiver } from "./receiver";

/**
 * Every window and wait is 360 times shorter than in a cluster, and scrapes come every second instead of every 30:
 * ten seconds stand for an hour. Windows contain at least five scrapes, and conditions last at least six
 * evaluations.
 */
export const timing = { speedup: 360, intervalSeconds: 1 };

/**
 * An alert that fires before Prometheus has discovered Alertmanager is lost until it is sent again, by default a
 * minute later: six hours of this test. Prometheus keeps an alert valid for four times this interval, so a pause of
 * 20 s resolves none.
 */
const resendSeconds = 5;

/** A read may take a second here, twice the default: half a second is a normal pause on a busy machine. */
const objectives = { ...options.objectives, latencySeconds: 1 };

/**
 * The real gallery with a primary and two replicas under light load, monitored by a real Prometheus and
 * Alertmanager.
 */
export async function startPlatform() {
  const stage = await Stage.open(2);
  const database = stage.postgres.environment;
  const api = await startGallery({ ...database, ...forLoad, PHOTOS_DIRECTORY: stage.photos.path }, "api");
  const web = await startGallery(forLoad, "web");
  const exporters = await startExporters();
  const receiver = await startReceiver();
  const alertmanager = await startAlertmanager(receiver.url, timing);
  const targets: Target[] = [
    scraped(api, "api"),
    scraped(web, "web"),
    { address: alertmanager.address, labels: { job: "alertmanager" } },
    ...exporters.jobs.map((job) => ({
      address: `127.0.0.1:${exporters.port}`,
      path: `/${job}`,
      labels: { job },
    })),
  ];
  const prometheus = await LocalPrometheus.start({
    groups: buildPrometheusGroups(
      {
        ...options,
        applications: [],
        releases: undefined,
        telemetry: false,
        traces: false,
        objectives,
        timing,
      },
      links,
    ),
    intervalSeconds: timing.intervalSeconds,
    alertmanager: alertmanager.address,
    resendSeconds,
    targets,
  });
  const load = startLightLoad(api, web);
  return {
    prometheus,
    receiver,
    /** Number of targets that Prometheus scrapes, including itself. */
    targets: targets.length + 1,
    replicas: stage.postgres.replicas,
    primaryPort: stage.postgres.primary.port,
    database,
    photos: stage.photos.path,
    async stop() {
      await load.stop();
      await prometheus.stop();
      await alertmanager.stop();
      receiver.stop();
      exporters.stop();
      await Promise.all([api.stop("SIGKILL"), web.stop("SIGKILL")]);
      await stage.close();
    },
  };
}

export type Platform = Awaited<ReturnType<typeof startPlatform>>;

const scraped = ({ metricsUrl }: Gallery, role: string): Target => ({
  address: new URL(metricsUrl).host,
  labels: { job: `gallery-${role}`, pod: `${role}-1`, namespace: "gallery" },
  metricRelabelConfigs: dropUnusedSeries,
});

/** Makes every read wait for up to two seconds, repeatedly, as during a migration that locks a table. */
export async function startLocking({ database }: Platform) {
  const [host, port] = (database.DATABASE_PRIMARY_HOST ?? "").split(":");
  const connect = async () => {
    const client = new Client({
      host,
      port: Number(port),
      database: database.DATABASE_NAME,
      user: database.DATABASE_USER,
      password: database.DATABASE_PASSWORD,
    });
    await client.connect();
    return client;
  };
  const locker = await connect();
  const flusher = await connect();
  let running = true;
  const ended = (async () => {
    while (running) {
      await locker.query("BEGIN; LOCK TABLE photos IN ACCESS EXCLUSIVE MODE");
      // The replicas get the lock when they replay it, and receive it when a commit flushes the log.
      await flusher.query("SELECT pg_logical_emit_message(true, 'test', 'flush')");
      await pause(2);
      await locker.query("COMMIT");
      await pause(0.3);
    }
    await Promise.all([locker.end(), flusher.end()]);
  })();
  return {
    async stop() {
      running = false;
      await ended;
    },
  };
}

/** Makes the photo store unavailable: a file is in the place of its folder, so no upload succeeds. */
export function breakStore({ photos }: Platform) {
  const aside = `${photos}.aside`;
  renameSync(photos, aside);
  writeFileSync(photos, "");
  return {
    repair() {
      rmSync(photos);
      renameSync(aside, photos);
    },
  };
}
