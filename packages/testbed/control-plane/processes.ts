import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createWriteStream, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** The processes of one control plane: started in order, stopped in reverse order, each with a log. */
export class Processes {
  private readonly running: { name: string; child: ChildProcess; ended: Promise<void> }[] = [];
  private stopping = false;

  constructor(
    private readonly folder: string,
    /** Called when a process ends unexpectedly. */
    private readonly onDeath: (name: string, log: string) => void,
  ) {}

  start(name: string, program: string, args: readonly string[]): void {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], cwd: this.folder });
    const log = createWriteStream(this.logOf(name));
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    const ended = new Promise<void>((resolve) => {
      const end = () => {
        log.end();
        resolve();
        if (!this.stopping) this.onDeath(name, this.tailOf(name));
      };
      child.once("exit", end);
      child.once("error", end);
    });
    this.running.push({ name, child, ended });
  }

  /** The last lines of a process's log, to diagnose a failed start. */
  tailOf(name: string): string {
    try {
      return readFileSync(this.logOf(name), "utf8").trimEnd().split("\n").slice(-5).join("\n");
    } catch {
      return "(no log)";
    }
  }

  async stop(): Promise<void> {
    this.stopping = true;
    for (const { child, ended } of this.running.reverse()) {
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await ended;
      clearTimeout(force);
    }
  }

  private logOf(name: string): string {
    return join(this.folder, `${name}.log`);
  }
}

/**
 * A loopback port on which no process listens, below those that Linux gives to connections and to `listen(0)`, which could otherwise get it
 * before a server starts on it. This process gets each port once. https://docs.kernel.org/networking/ip-sysctl.html (ip_local_port_range)
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (given.has(port)) continue;
    // Before the check, which other calls do not wait for.
    given.add(port);
    if (await canListen(port)) return port;
  }
}

/** Ports that this process has tried. */
const given = new Set<number>();

const canListen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
