/**
 * Starts programs: long ones with a time limit, which end with this process at the latest, and short ones. A name means the program that
 * the user's PATH has first (`nodePath: false`): tinyexec would look beside Node.js before.
 */
import { x, xSync } from "tinyexec";
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
  const program = x(command, args, {
    nodePath: false,
    nodeOptions: { ...folder(cwd), env: exactly(env), stdio: ["ignore", "pipe", "pipe"], detached: true },
  });

  // Without an encoding, a character of several bytes at the border of two chunks would be lost.
  for (const stream of [program.process?.stdout, program.process?.stderr]) stream?.setEncoding("utf8");

  let tooSlow = false;
  const kill = (name: NodeJS.Signals) => {
    try {
      if (program.pid !== undefined) process.kill(-program.pid, name);
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
    const { exitCode, stdout, stderr } = await program;
    signal?.throwIfAborted();
    if (tooSlow) throw new Error(`did not end within ${limit / 1000} s`);
    const status = exitCode ?? program.signalCode;
    if (status !== 0) throw new Error(lastWords(stderr || stdout) ?? `exited with ${status}`);
    return stdout;
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

/**
 * Starts a program that serves until it is killed, in its own process group: Ctrl-C in a terminal does not reach it. Its output is in
 * `stdout` and `stderr`.
 */
export function startServer(command: string, args: readonly string[]) {
  const server = x(command, args, {
    nodePath: false,
    nodeOptions: { stdio: ["ignore", "pipe", "pipe"], detached: true },
  }).process;
  if (server === undefined) throw new Error(`${command} was not started`);
  return server;
}

/** How a short program ended. */
export interface Ended {
  /** The exit status; undefined if the program did not start, or was stopped by a signal or by its time limit. */
  readonly status: number | undefined;
  readonly stdout: string;
  /** What it wrote to stderr; why it did not start, if it did not. */
  readonly stderr: string;
}

/** For `runShort`. */
export interface ShortOptions {
  readonly cwd?: string;
  /** The whole environment. Default: that of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds after which it is stopped. Default: none */
  readonly limit?: number;
  /** Shows its output instead of returning it. */
  readonly show?: boolean;
  /** The user to run it as, if this process is root. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

/** Maximum length of the output of a short program, in bytes. */
const LARGEST_OUTPUT = 256 * 1024 ** 2;

/** Runs a program and waits for its end. Does not throw: a program that did not start has no status. */
export function runShort(command: string, args: readonly string[], options: ShortOptions = {}): Ended {
  const { cwd, env = process.env, limit, show = false, user } = options;
  const out = show ? "inherit" : "pipe";
  try {
    const { exitCode, stdout, stderr } = xSync(command, args, {
      ...(limit === undefined ? {} : { timeout: limit }),
      nodePath: false,
      nodeOptions: {
        ...folder(cwd),
        ...user,
        env: exactly(env),
        stdio: ["ignore", out, out],
        maxBuffer: LARGEST_OUTPUT,
      },
    });
    return { status: exitCode, stdout, stderr };
  } catch (error) {
    return { status: undefined, stdout: "", stderr: error instanceof Error ? error.message : String(error) };
  }
}

/** For `runAside`. */
export interface AsideOptions extends Pick<ShortOptions, "cwd" | "env" | "limit"> {
  /** Text for its stdin. Default: none */
  readonly input?: string;
  /** Shows its stdout instead of returning it. */
  readonly showStdout?: boolean;
  /** Is called with every part of its stderr. */
  readonly onStderr?: (text: string) => void;
  /** Interrupts the program (SIGINT) when it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * As `runShort`, but this process continues meanwhile. The program stays in the process group, so that Ctrl-C in a terminal
 * reaches it: the engine then ends its update and removes its lock.
 */
export async function runAside(
  command: string,
  args: readonly string[],
  options: AsideOptions = {},
): Promise<Ended> {
  const { cwd, env = process.env, input, limit, showStdout = false, onStderr, signal } = options;
  const program = x(command, args, {
    nodePath: false,
    nodeOptions: {
      ...folder(cwd),
      env: exactly(env),
      stdio: [input === undefined ? "ignore" : "pipe", showStdout ? "inherit" : "pipe", "pipe"],
    },
  });
  const { stdin, stdout, stderr } = program.process ?? {};
  for (const stream of [stdout, stderr]) stream?.setEncoding("utf8");
  if (onStderr !== undefined) stderr?.on("data", onStderr);
  // A program that fails early closes its stdin. Its exit status reports the failure.
  stdin?.on("error", () => undefined).end(input);
  const interrupt = () => program.kill("SIGINT");
  const timer = limit === undefined ? undefined : setTimeout(() => program.kill("SIGKILL"), limit);
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const ended = await program;
    return { status: ended.exitCode, stdout: ended.stdout, stderr: ended.stderr };
  } catch (error) {
    return { status: undefined, stdout: "", stderr: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", interrupt);
  }
}

/** As `runShort`, for programs that have to succeed. @returns its stdout @throws Error with its command line and stderr */
export function runOrThrow(command: string, args: readonly string[], options: ShortOptions = {}): string {
  const { status, stdout, stderr } = runShort(command, args, options);
  if (status === 0) return stdout;
  throw new Error(`${[command, ...args].join(" ")} failed (${status ?? "no status"}): ${stderr.trim()}`);
}

const folder = (cwd: string | undefined) => (cwd === undefined ? {} : { cwd });

/** tinyexec adds the variables of this process to the given ones; undefined removes a variable. */
function exactly(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.keys(process.env).map((name) => [name, undefined] as const);
  return { ...Object.fromEntries(own), ...env };
}

function lastWords(text: string): string | undefined {
  const full = text.split("\n").find((line) => line.includes("no space left on device"));
  if (full) return `the disk is full: ${full.trim()}`;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.length === 0 ? undefined : lines.slice(-3).join(" | ").slice(-500);
}
