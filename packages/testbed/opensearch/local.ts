import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Supervised, supervise } from "../processes/supervised";
import { end, ready } from "../prometheus/local";
import { ensureOpenSearch } from "./index";

/** One node of OpenSearch on a loopback port. Its data survives a stop. */
export class LocalOpenSearch {
  private running: (Supervised & { readonly pid: number }) | undefined;
  readonly url: string;

  /**
   * @param folder of its data
   * @param port of its REST API
   */
  constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {
    this.url = `http://127.0.0.1:${port}`;
    mkdirSync(join(folder, "config"), { recursive: true });
  }

  /** Starts it, unless it runs, and resolves when its indices can be read. */
  async start(): Promise<void> {
    if (this.running !== undefined) return;
    const { java, classPath } = await ensureOpenSearch();
    const args = ["-Xms256m", "-Xmx512m", "-cp", classPath, "Server", this.folder, String(this.port)];
    this.running = await supervise(java, args, { env: {}, stopSignal: "TERM", cwd: this.folder });
    await ready(`${this.url}/_cluster/health?wait_for_status=yellow&timeout=50s`, this.running, "OpenSearch");
  }

  /** Ends it in order. */
  async stop(): Promise<void> {
    if (this.running !== undefined) await end(this.running, this.running.pid);
    this.running = undefined;
  }

  /** Calls its REST API. @throws Error with what it answered, unless that is a success */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return JSON.parse(text) as T;
  }
}
