import { randomBytes } from "node:crypto";
import { appendFileSync, chmodSync, copyFileSync, cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runOrThrow } from "@groundwork/rehearse/engine/child";
import { freePort } from "../control-plane/processes";
import { temporaryFolder } from "../processes/temporary";
import type { WalArchive } from "./archive";
import { postgresBinaries } from "./binaries";
import { PostgresNode } from "./node";

/** Certificate and key files for the servers' TLS. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** A primary and its streaming replicas, on loopback ports of this machine. */
export interface PostgresCluster {
  readonly primary: PostgresNode;
  readonly replicas: readonly PostgresNode[];
  /** The environment variables that the gallery needs to use this cluster. */
  readonly environment: Record<string, string>;
  /** Stops every server and removes every file. */
  stop(): Promise<void>;
}

const user = "gallery";
const database = "gallery";

/**
 * Starts a new, empty cluster from npm packages, as root or not. Several clusters can run at the same time.
 * @param options.replicas number of replicas; 2 by default
 * @param options.tls enables TLS on the servers
 * @param options.archive keeps every WAL segment in this archive
 * @param options.signal ends the start: what exists until then is stopped and removed
 */
export async function startPostgres(
  options: { replicas?: number; tls?: ServerCertificate; archive?: WalArchive; signal?: AbortSignal } = {},
): Promise<PostgresCluster> {
  const { signal } = options;
  const binaries = postgresBinaries();
  const { path: root, remove } = temporaryFolder("gallery-postgres-");
  binaries.own(root);
  const password = randomBytes(18).toString("base64url");
  const login = { user, password };
  const ports = await freePorts(1 + (options.replicas ?? 2));
  const directories = ports.map((_, index) => join(root, index === 0 ? "primary" : `replica-${index}`));
  const nodes = ports.map((port, index) => new PostgresNode(port, directories[index] ?? "", binaries, login));
  const [primary, ...replicas] = nodes;
  const [primaryPort] = ports;
  const [primaryDirectory, ...replicaDirectories] = directories;
  if (primary === undefined || primaryDirectory === undefined) throw new Error("a cluster has a primary");

  const asPostgres = (file: string, args: string[]) =>
    runOrThrow(file, args, { user: binaries.user, cwd: root });
  const passwordFile = join(root, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  binaries.own(passwordFile);
  const flags = [
    "--encoding=UTF8",
    "--locale=C",
    "--auth=scram-sha-256",
    "--no-sync",
    ...(options.archive ? ["--wal-segsize=1"] : []),
    `--pwfile=${passwordFile}`,
  ];
  asPostgres(binaries.initdb, ["-D", primaryDirectory, "-U", user, ...flags]);
  rmSync(passwordFile);
  appendFileSync(join(primaryDirectory, "pg_hba.conf"), "host replication all 127.0.0.1/32 scram-sha-256\n");
  appendFileSync(join(primaryDirectory, "postgresql.conf"), settings(options.tls !== undefined));
  if (options.archive)
    appendFileSync(join(primaryDirectory, "postgresql.conf"), options.archive.archivingSettings());
  if (options.tls !== undefined) {
    for (const [file, name] of [
      [options.tls.certificate, "server.crt"],
      [options.tls.key, "server.key"],
    ] as const) {
      const target = join(primaryDirectory, name);
      copyFileSync(file, target);
      chmodSync(target, 0o600);
      binaries.own(target);
    }
  }
  // A copy of a server that has never run is a valid backup: replicas start from it and stream the rest.
  for (const directory of replicaDirectories) {
    if (binaries.user === undefined) cpSync(primaryDirectory, directory, { recursive: true });
    else asPostgres("cp", ["-Rp", primaryDirectory, directory]);
    const standby = join(directory, "standby.signal");
    writeFileSync(standby, "");
    binaries.own(standby);
    const source = `host=127.0.0.1 port=${primaryPort} user=${user} password=${password}`;
    appendFileSync(join(directory, "postgresql.conf"), `primary_conninfo = '${source}'\n`);
  }
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    remove();
  };
  try {
    signal?.throwIfAborted();
    await primary.start();
    await primary.query(`CREATE DATABASE ${database}`);
    signal?.throwIfAborted();
    await Promise.all(replicas.map((replica) => replica.start()));
    signal?.throwIfAborted();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    primary,
    replicas,
    environment: {
      DATABASE_PRIMARY_HOST: `127.0.0.1:${primary.port}`,
      DATABASE_REPLICA_HOSTS: replicas.map(({ port }) => `127.0.0.1:${port}`).join(","),
      DATABASE_NAME: database,
      DATABASE_USER: user,
      DATABASE_PASSWORD: password,
      DATABASE_TLS: "disable",
    },
    stop,
  };
}

/** Small, fast to start, and not durable: nothing waits for the disk. */
const settings = (tls: boolean) => `
shared_buffers = 32MB
max_connections = 120
fsync = off
wal_keep_size = 1GB
wal_receiver_status_interval = 1s
wal_retrieve_retry_interval = 500ms
max_standby_streaming_delay = 5s
log_min_messages = fatal
jit = off
${tls ? "ssl = on\n" : ""}`;

/** Different free ports. */
export const freePorts = (count: number): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, freePort));
