/** Writes transactions into a server, and logs them outside of it. */
import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { PostgresNode } from "@groundwork/testbed/postgres/node";
import type { Client } from "pg";
import type { Row, Transaction } from "./log";

const database = "gallery";
/** One transaction of ten is rolled back. */
const rolledBackEvery = 10;

export async function createTables(server: PostgresNode): Promise<void> {
  await server.query(
    `CREATE TABLE entries (writer int, sequence int, content bytea NOT NULL, PRIMARY KEY (writer, sequence));
     CREATE TABLE totals (writer int PRIMARY KEY, entries int NOT NULL)`,
    [],
    database,
  );
}

/** Clients that write as fast as the server answers, until `stop()`. They reconnect when the server was restarted. */
export class Writers {
  readonly log: Transaction[] = [];
  private acknowledged = 0;
  private stopped = false;
  private readonly running: Promise<void>[];

  constructor(
    private readonly server: PostgresNode,
    count: number,
  ) {
    this.running = Array.from({ length: count }, (_, writer) => this.write(writer));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  /** Resolves when this many further transactions are acknowledged. */
  async more(count: number): Promise<void> {
    const end = this.acknowledged + count;
    while (this.acknowledged < end && !this.stopped) await wait(20);
  }

  private async write(writer: number): Promise<void> {
    let client: Client | undefined;
    for (let sequence = 1; !this.stopped; sequence += 1) {
      const rolledBack = sequence % rolledBackEvery === 0;
      const transaction: Transaction = { writer, sequence, begun: Date.now(), rolledBack };
      try {
        client ??= await this.server.connect(database);
        this.log.push(transaction);
        await client.query("BEGIN");
        await client.query("INSERT INTO entries VALUES ($1, $2, $3)", [
          writer,
          sequence,
          contentOf(writer, sequence),
        ]);
        await client.query(
          "INSERT INTO totals VALUES ($1, 1) ON CONFLICT (writer) DO UPDATE SET entries = totals.entries + 1",
          [writer],
        );
        await client.query(rolledBack ? "ROLLBACK" : "COMMIT");
        transaction.acknowledged = Date.now();
        this.acknowledged += 1;
      } catch {
        // The server is down. The transaction stays in the log without an acknowledgement.
        await client?.end().catch(() => {});
        client = undefined;
        await wait(50);
      }
    }
    await client?.end().catch(() => {});
  }
}

/** What a database has, for `compare`. */
export async function readTables(
  server: PostgresNode,
): Promise<{ rows: readonly Row[]; totals: ReadonlyMap<number, number> }> {
  const rows = await server.query<{ writer: number; sequence: number; content: Buffer }>(
    "SELECT writer, sequence, content FROM entries",
    [],
    database,
  );
  const totals = await server.query<{ writer: number; entries: number }>(
    "SELECT * FROM totals",
    [],
    database,
  );
  return {
    rows: rows.map(({ writer, sequence, content }) => ({
      writer,
      sequence,
      intact: content.equals(contentOf(writer, sequence)),
    })),
    totals: new Map(totals.map(({ writer, entries }) => [writer, entries])),
  };
}

/** 1,280 bytes: below the size from which PostgreSQL compresses a value, so that the WAL grows with them. */
function contentOf(writer: number, sequence: number): Buffer {
  const digest = createHash("sha256").update(`${writer}/${sequence}`).digest();
  return Buffer.concat(Array.from({ length: 40 }, () => digest));
}
