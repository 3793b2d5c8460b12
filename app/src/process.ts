import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import { Api } from "./api";
import type { Config, ProcessConfig } from "./config";
import { Connections } from "./http/connections";
import { createServer, type Lifecycle } from "./http/server";
import { createLog } from "./log/log";
import { Metrics } from "./metrics";
import { instance, type Telemetry } from "./telemetry/origin";
import { startTelemetry } from "./telemetry/telemetry";
import { addPage } from "./web";

/** Time for thumbnails, pools and spans at the end of the grace period, after the remaining connections are closed. */
const closingSeconds = 3;
/** Time to send the last spans. A receiver that does not respond must not delay the end further. */
const lastSpansSeconds = 1;

/** A role that serves requests. */
export type ServingRole = "api" | "web" | "all";

/** A process that has started. */
export interface Running {
  readonly port: number;
  readonly metricsPort: number;
  /** Becomes unready, waits, completes the requests in progress and closes the pools. Throws after the grace period. */
  stop(): Promise<void>;
}

/** Creates the log of a role. Each line names the role, its version and the pod. */
export const createRoleLog = (config: ProcessConfig, role: string): Logger =>
  createLog(config.LOG_LEVEL, { service: `gallery-${role}`, version: config.VERSION, pod: instance() });

/** Starts the recording of spans, if the environment has an address for them. */
export const startRoleTelemetry = (
  config: ProcessConfig,
  role: string,
  log: Logger,
  metrics?: Metrics,
): Promise<Telemetry> =>
  startTelemetry(
    config,
    { service: `gallery-${role}`, version: config.VERSION, commit: config.COMMIT },
    log,
    metrics === undefined ? {} : { counts: metrics.spans },
  );

/** Starts a role that serves, and returns when its ports are open. */
export async function serve<R extends ServingRole>(role: R, config: Config<R>): Promise<Running>;
export async function serve(role: ServingRole, config: Config<ServingRole>): Promise<Running> {
  const log = createRoleLog(config, role);
  const metrics = new Metrics(config.VERSION, config.COMMIT);
  const telemetry = await startRoleTelemetry(config, role, log, metrics);
  const lifecycle: Lifecycle = { draining: false };
  const api = "CURATOR_TOKEN" in config ? await Api.create(config, metrics, log) : undefined;
  const server = await createServer(config, log, metrics, lifecycle, () => api?.database.ready ?? true);
  const connections = new Connections(server.server);
  await api?.addTo(server);
  if (role !== "api") await addPage(server, "PHOTOS_ORIGIN" in config ? config.PHOTOS_ORIGIN : undefined);
  await api?.start();
  await server.listen({ host: config.HOST, port: config.PORT });
  const metricsServer = await metrics.listen(config.HOST, config.METRICS_PORT);
  const running = { port: portOf(server.server), metricsPort: portOf(metricsServer) };
  log.info({ ...running, commit: config.COMMIT }, "serving");

  const drain = async () => {
    lifecycle.draining = true;
    await wait(config.SHUTDOWN_DELAY_SECONDS * 1000);
    const closeAll = connections.closeStalled();
    const longEnough = setTimeout(
      () => log.warn({ connections: closeAll() }, "open connections were closed"),
      Math.max(0, config.SHUTDOWN_GRACE_SECONDS - config.SHUTDOWN_DELAY_SECONDS - closingSeconds) * 1000,
    );
    await server.close();
    clearTimeout(longEnough);
    closeAll();
    await api?.close();
    await telemetry.stop(lastSpansSeconds);
    metricsServer.close();
    metricsServer.closeAllConnections();
  };
  return {
    ...running,
    async stop() {
      log.info("stopping");
      const stopped = new AbortController();
      const deadline = wait(config.SHUTDOWN_GRACE_SECONDS * 1000, undefined, { signal: stopped.signal }).then(
        () => {
          throw new Error(`not stopped within ${config.SHUTDOWN_GRACE_SECONDS} s`);
        },
      );
      try {
        await Promise.race([drain(), deadline]);
      } finally {
        stopped.abort();
      }
      log.info("stopped");
    },
  };
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
