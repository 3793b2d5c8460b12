import { type ChildProcess, spawn } from "node:child_process";
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

/** A loopback port that no process listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === "object"
          ? resolve(address.port)
          : reject(new Error("no port")),
      );
    });
  });
}
