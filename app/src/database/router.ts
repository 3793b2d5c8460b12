import type { FastifyBaseLogger } from "fastify";
import type { QueryResultRow } from "pg";
import type { DatabaseConfig } from "../config";
import type { DatabaseMetrics } from "../metrics";
import { DatabaseUnavailable, hadNoEffect, isNodeFault, WriteOutcomeUnknown } from "./errors";
import { DatabaseNode, type Query } from "./node";
import { unknownPosition } from "./position";
import { ReplicationClock } from "./replication-clock";
import { endpoints } from "./tls";

/** The rows of a read, and the node that returned them: `primary`, `replica-1`, … */
export interface Read<Row> {
  readonly rows: Row[];
  readonly node: string;
}

/** Interval between two probes of each node, in milliseconds. */
const probeInterval = 500;

/**
 * Sends writes to the primary and reads to the replicas.
 *
 * A replica serves reads while it responds and its lag is at most DATABASE_MAX_LAG_SECONDS. If there is no such replica, the
 * primary serves reads. A read with a position is sent only to a node that has replayed this position.
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

  /** Probes every node once, then repeatedly in the background. Also starts if no node responds. */
  async start(): Promise<void> {
    await this.probe();
    const again = async () => {
      await this.probe();
      if (this.timer !== undefined) this.timer = setTimeout(again, probeInterval);
    };
    this.timer = setTimeout(again, probeInterval);
  }

  /** Whether any node can serve reads. */
  get ready(): boolean {
    return this.nodes.some((node) => node.reachable);
  }

  /**
   * Reads from a replica that has replayed the position, else from the primary. If the first node fails, tries another one.
   * @param position the position of the client's last write, which the read must include
   * @returns the rows, and the name of the node that returned them
   * @throws DatabaseUnavailable if both attempts fail, or no node can serve the read
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

  /** Reads from the primary, for decisions that require current data. */
  async readPrimary<Row extends QueryResultRow>(query: Query): Promise<Row[]> {
    try {
      return await this.primary.query<Row>(query, "read");
    } catch (cause) {
      if (!isNodeFault(cause)) throw cause;
      throw new DatabaseUnavailable("read", { cause });
    }
  }

  /**
   * Runs one statement on the primary. Does not retry it, because the outcome is unknown after a lost connection.
   * @returns the rows, and the position that a replica must have replayed to show the write
   * @throws WriteOutcomeUnknown if no response arrived, DatabaseUnavailable if the statement had no effect
   */
  async write<Row extends QueryResultRow>(query: Query): Promise<{ rows: Row[]; position: bigint }> {
    const rows = await this.primary.query<Row>(query, "write").catch((cause: unknown) => {
      if (!isNodeFault(cause)) throw cause;
      throw hadNoEffect(cause)
        ? new DatabaseUnavailable("write", { cause })
        : new WriteOutcomeUnknown({ cause });
    });
    // Queried after the commit, so it is at least the position of the commit. If the probe fails, the client reads from the
    // primary until its token expires.
    const position = await this.primary.positionAfterWrite();
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
    // Only replicas with too much lag or a recent failure remain. A read without a position uses one of them, because old
    // data is better than an error. A read with a position does not.
    const late = this.replicas.filter((node) => node !== except && node.reachable);
    const last =
      position === undefined ? (this.leastBusy(late) ?? this.replicas.find((n) => n !== except)) : undefined;
    if (last !== undefined) return last;
    if (this.primary !== except) return this.primary;
    throw new DatabaseUnavailable("read");
  }

  /** The node with the lowest load. Nodes with the same load are selected in turn. */
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
