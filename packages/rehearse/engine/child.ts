/** Runs programs with a time limit. They end with this process at the latest. */
import { spawn } from "node:child_process";
import { codeOf } from "./errors";

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds after which the program and its child processes are killed. */
  readonly limit: number;
  /** Ends the program when aborted. `run` then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** How long an interrupted program may clean up, in milliseconds. */
const GRACE = 3_000;

/**
 * Runs a program and returns its stdout.
 *
 * @throws Error with the reason in one line: not found, not executable, too slow, or the last lines of its output.
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { cwd, env = process.env, limit, signal } = options;
  signal?.throwIfAborted();
  // A separate process group, so that its child processes, such as compilers, can be stopped with it.
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output.stderr += chunk;
  });

  let tooSlow = false;
  const kill = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // It has already ended.
    }
  };
  const killNow = () => kill("SIGKILL");
  const timer = setTimeout(() => {
    tooSlow = true;
    killNow();
  }, limit);
  let grace: NodeJS.Timeout | undefined;
  const stop = () => {
    kill("SIGINT");
    grace = setTimeout(killNow, GRACE);
  };
  signal?.addEventListener("abort", stop, { once: true });
  process.once("exit", killNow);

  try {
    const status = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signalName) => resolve(code ?? signalName));
    });
    signal?.throwIfAborted();
    if (tooSlow) throw new Error(`did not end within ${limit / 1000} s`);
    if (status !== 0) throw new Error(lastWords(output.stderr || output.stdout) ?? `exited with ${status}`);
    return output.stdout;
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") throw new Error("is not there", { cause: error });
    if (code === "EACCES") throw new Error("is not a program that may be run here", { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
    clearTimeout(grace);
    signal?.removeEventListener("abort", stop);
    process.removeListener("exit", killNow);
  }
}

function lastWords(text: string): string | undefined {
  const full = text.split("\n").find((line) => line.includes("no space left on device"));
  if (full) return `the disk is full: ${full.trim()}`;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.length === 0 ? undefined : lines.slice(-3).join(" | ").slice(-500);
}
