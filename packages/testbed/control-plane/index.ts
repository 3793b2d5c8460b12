import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ensurePrograms, type Progress } from "./build";
import type { Pods } from "./start";

export { PartsUnavailable } from "./build";

/** A running Kubernetes control plane with six simulated nodes in three zones. */
export interface ControlPlane {
  /** Path of a kubeconfig with administrator permissions. */
  readonly kubeconfig: string;
  /** Path of a kubectl of the same version. */
  readonly kubectl: string;
  /** Folder of its logs while it runs. */
  readonly folder: string;
  /** Stops all its processes and removes its folder. */
  stop(): Promise<void>;
}

/**
 * Starts etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok on free loopback ports (3 to 9 s;
 * the first time a few minutes for the build). They stop with `stop()`, and also when this process ends for any
 * reason.
 * @param options.pods `simulated` by default; `external` leaves all pods to a `Kubelets` (`packages/testbed/kubelet`)
 * @throws PartsUnavailable when a program cannot be built
 */
export async function startControlPlane(
  progress: Progress = () => {},
  options: { readonly pods?: Pods } = {},
): Promise<ControlPlane> {
  const programs = await ensurePrograms(progress);
  const started = Date.now();
  const keeper = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      join(__dirname, "keeper.ts"),
      JSON.stringify(Object.fromEntries(programs)),
      options.pods ?? "simulated",
    ],
    // In a separate session: Ctrl-C reaches this process, and the keeper then stops its processes in order.
    { stdio: ["pipe", "pipe", "inherit"], detached: true, cwd: join(__dirname, "..", "..", "..") },
  );
  const ended = new Promise<void>((resolve) => keeper.once("exit", () => resolve()));
  const ready = await firstLine(keeper.stdout);
  // Further output is not used. If the stream stayed open, it would keep this process from exiting.
  keeper.stdout.resume();
  if (ready.kubeconfig === undefined || ready.folder === undefined) {
    keeper.stdin.end();
    await ended;
    throw new Error(`The control plane did not start: ${ready.error ?? "no output"}`);
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
