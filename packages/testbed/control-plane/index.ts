import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ensurePrograms, type Progress } from "./build";

export { PartsUnavailable } from "./build";

/** A running Kubernetes control plane with six simulated nodes in three zones. */
export interface ControlPlane {
  /** Path of a kubeconfig with an administrator's rights. */
  readonly kubeconfig: string;
  /** Path of a kubectl of the same version. */
  readonly kubectl: string;
  /** Where its logs are while it runs. */
  readonly folder: string;
  /** Ends all its processes and removes its folder. */
  stop(): Promise<void>;
}

/**
 * Starts etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok on free loopback ports (3 to 9 s; the
 * first time a few minutes for the build). They end with `stop()`, and also when this process ends in any way.
 * @throws PartsUnavailable when a program cannot be had.
 */
export async function startControlPlane(progress: Progress = () => {}): Promise<ControlPlane> {
  const programs = await ensurePrograms(progress);
  const started = Date.now();
  const keeper = spawn(
    process.execPath,
    ["--import", "tsx", join(__dirname, "keeper.ts"), JSON.stringify(Object.fromEntries(programs))],
    // In a session of its own: Ctrl-C reaches us, and the keeper then stops its processes in order.
    { stdio: ["pipe", "pipe", "inherit"], detached: true, cwd: join(__dirname, "..", "..", "..") },
  );
  const ended = new Promise<void>((resolve) => keeper.once("exit", () => resolve()));
  const ready = await firstLine(keeper.stdout);
  // What else it says is for nobody; unread, it would keep this process from ending.
  keeper.stdout.resume();
  if (ready.kubeconfig === undefined || ready.folder === undefined) {
    keeper.stdin.end();
    await ended;
    throw new Error(`The control plane did not start: ${ready.error ?? "it said nothing"}`);
  }
  progress(`control plane started in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return {
    kubeconfig: ready.kubeconfig,
    kubectl: programs.get("kubectl") ?? "",
    folder: ready.folder,
    async stop() {
      keeper.stdin.end();
      await ended;
    },
  };
}

async function firstLine(
  stream: NodeJS.ReadableStream,
): Promise<{ folder?: string; kubeconfig?: string; error?: string }> {
  for await (const line of createInterface({ input: stream })) return JSON.parse(line);
  return {};
}
