import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Supervised, supervise } from "@groundwork/testbed/processes/supervised";
import { end, ready } from "@groundwork/testbed/prometheus/local";
import { nodeVariable } from "../../k8s/telemetry/agent-config";
import { configFile, limitHeap } from "../../k8s/telemetry/pods";

/** Runs the Collector with a configuration as it is in the cluster. */
export class CollectorProcess {
  private running: (Supervised & { readonly pid: number }) | undefined;

  /**
   * @param program path of the Collector
   * @param folder of its state and configuration
   * @param ports of its probe and of its metrics
   * @param config its configuration
   * @param limitMiB limit of its memory in the cluster
   * @param env further variables
   */
  constructor(
    readonly name: string,
    private readonly program: string,
    private readonly folder: string,
    readonly ports: { readonly health: number; readonly metrics: number },
    private config: object,
    private readonly limitMiB: number,
    private readonly env: Readonly<Record<string, string>> = {},
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** Starts it, unless it runs, and resolves when its probe succeeds. */
  async start(config = this.config): Promise<void> {
    if (this.running !== undefined) return;
    this.config = config;
    const file = join(this.folder, `${this.name}-${configFile}`);
    writeFileSync(file, JSON.stringify(config));
    const env = { [nodeVariable]: "node-1", GOMEMLIMIT: limitHeap(this.limitMiB), ...this.env };
    this.running = await supervise(this.program, [`--config=${file}`], { env, stopSignal: "TERM" });
    await ready(`http://127.0.0.1:${this.ports.health}/`, this.running, this.name);
  }

  /** Ends it in order, as a pod that is replaced. */
  async stop(): Promise<void> {
    if (this.running !== undefined) await end(this.running, this.running.pid);
    this.running = undefined;
  }

  /** Ends it at once, as a node that is lost, or a container without memory. */
  async kill(): Promise<void> {
    if (this.running === undefined) return;
    process.kill(this.running.pid, "SIGKILL");
    await this.running.ended;
    this.running = undefined;
  }

  /** Its memory, MiB. */
  get memoryMiB(): number {
    return residentMiB(this.running?.pid ?? 0);
  }

  /** Its log. */
  output(): string {
    return this.running?.output() ?? "";
  }

  /** The sum of a metric's series; 0 without any. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.ports.metrics}/metrics`)).text();
    return text
      .split("\n")
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
  }
}

/** Resident memory of a process, MiB. */
export function residentMiB(pid: number): number {
  const [, kibibytes = "0"] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) / 1024;
}
