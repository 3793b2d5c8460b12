import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Processes } from "./processes";
import { startAll } from "./start";

/**
 * Owns one control plane for the process that started it, and stops it when that process closes the keeper's stdin:
 * on request, on Ctrl-C, or because it was killed. Input: the programs' paths as JSON (first argument), and
 * who runs the pods (second). Output: one
 * JSON line, `{"folder", "kubeconfig"}` when everything is ready or `{"error"}`.
 */
async function main(): Promise<void> {
  const programs = new Map(Object.entries(JSON.parse(process.argv[2] ?? "{}") as Record<string, string>));
  const folder = mkdtempSync(join(tmpdir(), "groundwork-control-plane-"));
  const send = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
  let ending: Promise<void> | undefined;

  const processes = new Processes(folder, (name, log) => end(1, `${name} ended by itself:\n${log}`));
  function end(code: number, error?: string): Promise<void> {
    ending ??= (async () => {
      if (error !== undefined) send({ error });
      await processes.stop();
      rmSync(folder, { recursive: true, force: true });
      process.exit(code);
    })();
    return ending;
  }

  process.stdin.resume();
  process.stdin.once("end", () => void end(0));
  process.stdin.once("close", () => void end(0));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void end(0));
  // The reader may have ended already; then no process needs the message.
  process.stdout.on("error", () => {});

  try {
    const kubeconfig = await startAll(
      programs,
      folder,
      processes,
      process.argv[3] === "external" ? "external" : "simulated",
    );
    if (ending === undefined) send({ folder, kubeconfig });
  } catch (error) {
    await end(1, error instanceof Error ? error.message : String(error));
  }
}

void main();
