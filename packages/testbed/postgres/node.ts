import { setTimeout as wait } from "node:timers/promises";
import { runShort } from "@groundwork/rehearse/engine/child";
import { Client, type QueryResultRow } from "pg";
import { type Supervised, supervise } from "../processes/supervised";
import type { PostgresBinaries } from "./binaries";

const startSeconds = 20;

/** One PostgreSQL server of a local cluster, and its operations. */
export class PostgresNode {
  private running: (Supervised & { readonly pid: number }) | undefined;
  private recent: () => string = () => "";

  constructor(
    readonly port: number,
    readonly directory: string,
    private readonly binaries: PostgresBinaries,
    private readonly login: { user: string; password: string },
  ) {}

  /**
   * Starts the server, and returns when it responds to queries.
   *
   * @param seconds how long to wait; more for a server that recovers from an archive
   * @throws Error with the server's output if it ends before
   */
  async start(seconds = startSeconds): Promise<void> {
    const settings = [
      "-p",
      String(this.port),
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "unix_socket_directories=",
    ];
    this.running = await supervise(this.binaries.postgres, ["-D", this.directory, ...settings], {
      env: { PATH: process.env.PATH ?? "", TZ: "UTC" },
      stopSignal: "INT",
      user: this.binaries.user,
      cwd: this.directory,
    });
    this.recent = this.running.output;
    const exited = this.running.ended.then(() => {
      throw new Error(`Postgres ended: ${this.output()}`);
    });
    await Promise.race([this.answers(seconds), exited]);
    exited.catch(() => {});
  }

  /** A server for another data directory, with the same programs and login. */
  beside(port: number, directory: string): PostgresNode {
    return new PostgresNode(port, directory, this.binaries, this.login);
  }

  /** The recent output of the running server, or of the one that ended last. */
  output(): string {
    return this.recent();
  }

  /** Stops the server quickly and cleanly: open connections are closed. */
  async stop(): Promise<void> {
    // A frozen server does not act on a signal.
    this.thaw();
    await this.end("SIGINT");
  }

  /** Kills the server, like a machine that loses power. */
  async kill(): Promise<void> {
    for (const id of this.processes()) signal(id, "SIGKILL");
    await this.end("SIGKILL");
  }

  /** Stops all responses and leaves every connection open, until thaw(), stop() or kill(). */
  freeze(): void {
    for (const id of this.processes()) signal(id, "SIGSTOP");
  }

  /** Resumes the server after freeze(), with the requests that arrived meanwhile. */
  thaw(): void {
    for (const id of this.processes()) signal(id, "SIGCONT");
  }

  /** Pauses replay while the server continues to receive, as a long query or a slow disk does on a replica. */
  async pauseReplay(): Promise<void> {
    await this.query("SELECT pg_wal_replay_pause()");
  }

  async resumeReplay(): Promise<void> {
    await this.query("SELECT pg_wal_replay_resume()");
  }

  /** Opens a connection, which the caller ends. */
  async connect(database = "postgres"): Promise<Client> {
    const client = new Client({ host: "127.0.0.1", port: this.port, database, ...this.login });
    // An idle connection that breaks reports its error here; the query's promise is rejected with it as well.
    client.on("error", () => {});
    await client.connect();
    return client;
  }

  /** Runs a statement on a separate connection. */
  async query<Row extends QueryResultRow>(
    text: string,
    values: unknown[] = [],
    database?: string,
  ): Promise<Row[]> {
    const client = await this.connect(database);
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** The server, which accepts connections, the processes that serve them, and Postgres' helper processes. */
  private processes(): number[] {
    if (this.running === undefined) return [];
    const parent = String(this.running.pid);
    // The status is 1 when there are no children.
    const { stdout } = runShort("ps", ["-o", "pid=", "--ppid", parent]);
    return [this.running.pid, ...stdout.split("\n").map(Number).filter(Boolean)];
  }

  private async end(how: "SIGINT" | "SIGKILL"): Promise<void> {
    const running = this.running;
    this.running = undefined;
    if (running === undefined) return;
    signal(running.pid, how);
    await running.ended;
  }

  private async answers(seconds: number): Promise<void> {
    for (const deadline = Date.now() + seconds * 1000; ; await wait(50)) {
      try {
        await this.query("SELECT 1");
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has already ended.
  }
}
