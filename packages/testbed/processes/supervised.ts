import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A process that ends with the process that started it, even if that one is killed. */
export interface Supervised {
  readonly child: ChildProcess;
  /** Its recent output, for error messages. */
  output(): string;
  /** Resolves with its exit code when it ends; null after a signal. */
  readonly ended: Promise<number | null>;
}

// The shell holds the reading end of a pipe from this process. When this process ends, the pipe closes, even after
// kill -9, and the shell stops its child. `exec` before the command lets the child receive signals directly.
const watchdog = `
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
echo "pid $child" >&2
(cat <&3; kill -"$STOP_SIGNAL" $child) >/dev/null 2>&1 &
wait $child
code=$?
kill $! 2>/dev/null
exit $code`;

/**
 * Starts a command that is stopped with this process.
 * @param stopSignal the signal that stops it
 * @param user the user to run it as, when this process is root
 * @returns once the command's process id is known
 */
export async function supervise(
  command: string,
  args: readonly string[],
  options: {
    env: NodeJS.ProcessEnv;
    stopSignal: string;
    user?: { uid: number; gid: number } | undefined;
    cwd?: string;
  },
): Promise<Supervised & { readonly pid: number }> {
  const child = spawn("/bin/sh", ["-c", watchdog, "sh", command, ...args], {
    env: { ...options.env, STOP_SIGNAL: options.stopSignal },
    stdio: ["pipe", "pipe", "pipe"],
    ...options.user,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let recent = "";
  // Truncated only occasionally: a server under load prints a lot, and this must not affect measurements.
  const keep = (chunk: Buffer) => {
    recent += chunk.toString();
    if (recent.length > 200_000) recent = recent.slice(-20_000);
  };
  const pid = new Promise<number>((resolve) => {
    const look = () => {
      const started = /^pid (\d+)$/m.exec(recent)?.[1];
      if (started === undefined) return;
      child.stderr.off("data", look);
      resolve(Number(started));
    };
    child.stderr.on("data", keep).on("data", look);
  });
  child.stdout.on("data", keep);
  child.stdin.on("error", () => {});
  const ended = once(child, "close").then(([code]: (number | null)[]) => code ?? null);
  return { child, ended, output: () => recent, pid: await pid };
}
