import type { FastifyBaseLogger } from "fastify";
import type { QueryResultRow } from "pg";
import type { DatabaseConfig } from "../config";
import type { DatabaseMetrics } from "../metrics";
import { DatabaseUnavailable, hadNoEffect, isNodeFault, WriteOutcomeUnknown } from "./errors";
import { DatabaseNode, type Query } from "./node";
import { unknownPosition } from "./position";
import { ReplicationClock } from "./replication-clock";
import { endpoints } from "./tls";

/** What a read gave, and the node that answered it: `primary`, `replica-1`, … */
export interface Read<Row> {
  readonly rows: Row[];
  readonly node: string;
}

/** Milliseconds between two looks at every node. */
const probeInterval = 500;

/**
 * Sends writes to the primary and reads to the replicas.
 *
 * A replica serves reads while it answers and is at most DATABASE_MAX_LAG_SECONDS behind; with none left, the
 * primary does. A read that names a position goes only where that position has been replayed.
 */
export class Database {
  private readonly primary: DatabaseNode;
  private readonly replicas: DatabaseNode[];
  private readonly clock = new ReplicationClock();
  private timer: NodeJS.Timeout | undefined;
  private turn = 0;
  private readonly lastInUse = new Map<DatabaseNode, boolean>();

  constructor(
    private readonly config: DatabaseConfig,
    private readonly metrics: DatabaseMetrics,
    private readonly log: FastifyBaseLogger,
  ) {
    const { primary, replicas } = endpoints(config);
    const node = (endpoint: typeof primary) =>
      new DatabaseNode(endpoint, config, metrics, (error) =>
        log.warn({ node: endpoint.name, reason: error.message }, "an idle database connection was lost"),
      );
    this.primary = node(primary);
    this.replicas = replicas.map(node);
    metrics.watch(() => this.nodes.map((each) => ({ node: each, inUse: this.isInUse(each) })));
  }

  /** Probes every node once, then repeatedly in the background. Starts also when no node answers. */
  async start(): Promise<void> {
    await this.probe();
    const again = async () => {
      await this.probe();
      if (this.timer !== undefined) this.timer = setTimeout(again, probeInterval);
    };
    this.timer = setTimeout(again, probeInterval);
  }

  /** Whether any node can answer reads. */
  get ready(): boolean {
    return this.nodes.some((node) => node.reachable);
  }

  /**
   * Reads from a replica that is fresh enough, else from the primary; once more on another node when the first
   * fails.
   * @param position what the reader must be able to see; from the reader's last write
   * @returns its rows, and the name of the node that gave them
   * @throws DatabaseUnavailable when both attempts failed, or no node may be asked
   */
  async read<Row extends QueryResultRow>(query: Query, position?: bigint): Promise<Read<Row>> {
    const first = this.choose(position);
    try {
      return { rows: await first.query<Row>(query, "read"), node: first.name };
    } catch (error) {
      if (!isNodeFault(error)) throw error;
      this.metrics.readRetries.inc();
      const second = this.choose(position, first);
      this.log.warn({ node: first.name, next: second.name, reason: String(error) }, "a read is tried again");
      try {
        return { rows: await second.query<Row>(query, "read"), node: second.name };
      } catch (cause) {
        if (!isNodeFault(cause)) throw cause;
        throw new DatabaseUnavailable("read", { cause });
      }
    }
  }

  /** Reads from the primary, for decisions that must not rest on a replica's past. */
  async readPrimary<Row extends QueryResultRow>(query: Query): Promise<Row[]> {
    try {
      return await this.primary.query<Row>(query, "read");
    } catch (cause) {
      if (!isNodeFault(cause)) throw cause;
      throw new DatabaseUnavailable("read", { cause });
    }
  }

  /**
   * Runs one statement on the primary, never twice: after a lost connection its outcome is unknown.
   * @returns its rows, and the position that a reader needs to see its effect
   * @throws WriteOutcomeUnknown when it was sent and no answer came, DatabaseUnavailable when it had no effect
   */
  async write<Row extends QueryResultRow>(query: Query): Promise<{ rows: Row[]; position: bigint }> {
    const rows = await this.primary.query<Row>(query, "write").catch((cause: unknown) => {
      if (!isNodeFault(cause)) throw cause;
      throw hadNoEffect(cause)
        ? new DatabaseUnavailable("write", { cause })
        : new WriteOutcomeUnknown({ cause });
    });
    // Asked after the commit, so never less than the commit's own position. Without an answer the write has
    // still happened, and its reader stays on the primary for a while.
    const position = await this.primary.probe();
    return { rows, position: position ?? unknownPosition };
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await Promise.all(this.nodes.map((node) => node.close()));
  }

  private get nodes(): DatabaseNode[] {
    return [this.primary, ...this.replicas];
  }

  private isInUse(node: DatabaseNode): boolean {
    return node.reachable && (node.lagSeconds ?? 0) <= this.config.DATABASE_MAX_LAG_SECONDS;
  }

  private choose(position?: bigint, except?: DatabaseNode): DatabaseNode {
    const candidates = this.replicas.filter((node) => node !== except && this.isInUse(node));
    const fresh = candidates.filter((node) => position === undefined || node.position >= position);
    const replica = this.leastBusy(fresh);
    if (replica !== undefined) return replica;
    if (this.primary !== except && (this.primary.reachable || position !== undefined)) return this.primary;
    // Nothing is left but what lags too much or failed a moment ago; old photos are better than none. A reader
    // who must see a write is not served from there.
    const late = this.replicas.filter((node) => node !== except && node.reachable);
    const last =
      position === undefined ? (this.leastBusy(late) ?? this.replicas.find((n) => n !== except)) : undefined;
    if (last !== undefined) return last;
    if (this.primary !== except) return this.primary;
    throw new DatabaseUnavailable("read");
  }

  /** The node with the least to do; among equals they take turns. */
  private leastBusy(nodes: DatabaseNode[]): DatabaseNode | undefined {
    this.turn = (this.turn + 1) % Number.MAX_SAFE_INTEGER;
    const turned = nodes.map((_, index) => nodes[(index + this.turn) % nodes.length]);
    return turned.reduce((best, node) => (node && best && node.load < best.load ? node : best), turned[0]);
  }

  private async probe(): Promise<void> {
    const position = await this.primary.probe();
    if (position !== undefined) this.clock.observePrimary(position, performance.now());
    this.primary.lagSeconds = 0;
    await Promise.all(
      this.replicas.map(async (node) => {
        const replayed = await node.probe();
        if (replayed !== undefined) node.lagSeconds = this.clock.lagSeconds(replayed);
        const inUse = this.isInUse(node);
        if (inUse !== this.lastInUse.get(node)) {
          this.lastInUse.set(node, inUse);
          this.log.warn(
            { node: node.name, inUse, lagSeconds: node.lagSeconds },
            "a replica's use has changed",
          );
        }
      }),
    );
  }
}
