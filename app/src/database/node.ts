import { type Attributes, SpanKind } from "@opentelemetry/api";
import { Pool, type PoolConfig, type QueryResultRow } from "pg";
import type { DatabaseConfig } from "../config";
import type { DatabaseMetrics } from "../metrics";
import { inSpan, untraced } from "../telemetry/span";
import { isNodeFault, NotSent } from "./errors";
import { type Endpoint, tlsOptions } from "./tls";

/** One statement. The name makes it a prepared statement, planned once per connection. */
export interface Query {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

const probeTimeoutMilliseconds = 1000;
const positionQuery = `SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
  ELSE pg_current_wal_lsn() END - '0/0'::pg_lsn)::text AS position`;

/** One PostgreSQL server: its connection pool, and the result of the last probe. */
export class DatabaseNode {
  readonly name: string;
  readonly pool: Pool;
  /** A separate connection, so that a busy pool does not make the server appear down. */
  private readonly probePool: Pool;
  private readonly attributes: Attributes;
  private failedAt = 0;
  /** Whether the last probe succeeded and no query has failed since. */
  reachable = false;
  /** Position in the write-ahead log at the last probe: written on the primary, replayed on a replica. */
  position = 0n;
  /** Seconds behind the primary; undefined while unknown, 0 for the primary. */
  lagSeconds: number | undefined;

  constructor(
    endpoint: Endpoint,
    config: DatabaseConfig,
    private readonly metrics: DatabaseMetrics,
    onIdleError: (error: Error) => void,
  ) {
    this.name = endpoint.name;
    // https://opentelemetry.io/docs/specs/semconv/database/postgresql/
    this.attributes = {
      "db.system.name": "postgresql",
      "db.namespace": config.DATABASE_NAME,
      "server.address": endpoint.host,
      "server.port": endpoint.port,
      "gallery.database.node": endpoint.name,
    };
    const timeout = config.DATABASE_QUERY_TIMEOUT_SECONDS * 1000;
    const connection: PoolConfig = {
      host: endpoint.host,
      port: endpoint.port,
      database: config.DATABASE_NAME,
      user: config.DATABASE_USER,
      password: config.DATABASE_PASSWORD,
      ssl: tlsOptions(config, endpoint),
      application_name: "gallery",
      keepAlive: true,
    };
    this.pool = new Pool({
      ...connection,
      max: config.DATABASE_POOL_SIZE,
      connectionTimeoutMillis: Math.min(2000, timeout),
      idleTimeoutMillis: 60_000,
      // The server times out first. The client's timeout is for a server that does not respond at all.
      statement_timeout: timeout,
      query_timeout: timeout + 250,
    });
    this.probePool = new Pool({
      ...connection,
      max: 1,
      application_name: "gallery-probe",
      connectionTimeoutMillis: probeTimeoutMilliseconds,
      query_timeout: probeTimeoutMilliseconds,
      idleTimeoutMillis: 0,
    });
    this.pool.on("error", onIdleError);
    this.probePool.on("error", () => this.markFailed());
  }

  /** Runs one statement, in a span. If the node caused an error, marks the node as unreachable. */
  query<Row extends QueryResultRow>(query: Query, operation: "read" | "write"): Promise<Row[]> {
    return this.inQuerySpan(query.name, () => this.measure<Row>(query, operation));
  }

  /** The span has the name of the statement, and never its values. */
  private inQuerySpan<T>(name: string, work: () => Promise<T>): Promise<T> {
    const attributes = { ...this.attributes, "db.query.summary": name };
    return inSpan(name, { kind: SpanKind.CLIENT, attributes }, work);
  }

  private async measure<Row extends QueryResultRow>(
    query: Query,
    operation: "read" | "write",
  ): Promise<Row[]> {
    const end = this.metrics.queryDuration.startTimer({ node: this.name, operation });
    try {
      const rows = await this.run<Row>(query);
      this.metrics.queries.inc({ node: this.name, operation, result: "ok" });
      return rows;
    } catch (error) {
      this.metrics.queries.inc({ node: this.name, operation, result: "error" });
      // A full pool means high load, not a broken server. Marking the node as unreachable would only move the load.
      if (isNodeFault(error) && !this.saturated) this.markFailed();
      throw error;
    } finally {
      end();
    }
  }

  /** Like `pool.query`, but throws NotSent if the statement was not sent. */
  private async run<Row extends QueryResultRow>(query: Query): Promise<Row[]> {
    // A new connection outlives the request: what is logged about it later must not name the trace of this request.
    const client = await untraced(() => this.pool.connect()).catch((cause: unknown) => {
      throw new NotSent({ cause });
    });
    let failure: Error | undefined;
    // Without a listener, a connection that breaks in the middle of a statement ends the process.
    const onError = (error: Error) => {
      failure = error;
    };
    client.on("error", onError);
    try {
      return (await client.query<Row>({ ...query, values: [...query.values] })).rows;
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      client.off("error", onError);
      // A connection is not reused after an error.
      client.release(failure);
    }
  }

  /** Queries the position after a write, in a span. Undefined if the node does not respond within a second. */
  positionAfterWrite(): Promise<bigint | undefined> {
    return this.inQuerySpan("position", () => this.probe());
  }

  /** Queries the node's position. Undefined if the node does not respond within a second. */
  async probe(): Promise<bigint | undefined> {
    const startedAt = performance.now();
    try {
      const { rows } = await this.probePool.query<{ position: string }>(positionQuery);
      this.position = BigInt(rows[0]?.position ?? 0);
      // A failure during the probe is newer than the result of the probe.
      if (this.failedAt < startedAt) this.reachable = true;
      return this.position;
    } catch {
      this.markFailed();
      return undefined;
    }
  }

  /** Number of active connections and waiting queries. The router selects the node with the lowest load. */
  get load(): number {
    return this.pool.totalCount - this.pool.idleCount + this.pool.waitingCount;
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.pool.end(), this.probePool.end()]);
  }

  private get saturated(): boolean {
    return this.pool.waitingCount > 0 && this.pool.totalCount >= this.pool.options.max;
  }

  private markFailed(): void {
    this.failedAt = performance.now();
    this.reachable = false;
  }
}
