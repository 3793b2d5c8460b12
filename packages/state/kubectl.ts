/** Runs kubectl with the kubeconfig of a stack's cluster. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runAside } from "@groundwork/rehearse/engine/child";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { z } from "zod";
import type { Backend } from "./backend";
import type { Kubectl } from "./releases";
import { readState, type StackName, stateKey } from "./stacks";

const state = z.object({
  checkpoint: z.object({
    latest: z.object({
      resources: z.array(
        z.object({
          type: z.string(),
          inputs: z.looseObject({ kubeconfig: z.unknown() }).partial().optional(),
        }),
      ),
    }),
  }),
});

/**
 * The kubeconfig of the stack's Kubernetes provider, which is in the state even if the first `up` was killed.
 *
 * @throws Explained if the state has none, or it is encrypted
 */
export async function kubeconfigOf(backend: Backend, name: StackName): Promise<string> {
  await readState(backend, name);
  const { resources } = state.parse(JSON.parse((await backend.read(stateKey(name))) ?? "")).checkpoint.latest;
  const provider = resources.find(({ type }) => type === "pulumi:providers:kubernetes");
  const kubeconfig = provider?.inputs?.kubeconfig;
  if (typeof kubeconfig === "string") return kubeconfig;
  const why = provider
    ? "the kubeconfig in its state is encrypted or missing"
    : "its state has no Kubernetes provider";
  throw new Explained(`The cluster of ${name.stack} is not known: ${why}. Pass --kubeconfig FILE.`);
}

/** Runs a function with a kubectl that uses this kubeconfig, and the file with it, which is removed afterwards. */
export function withKubectl<T>(
  kubeconfig: string,
  work: (kubectl: Kubectl, file: string) => Promise<T>,
): Promise<T> {
  return withKubeconfig(kubeconfig, (file) => work(kubectlWith(file), file));
}

/** Runs a function with a file that contains this kubeconfig. The file is removed afterwards. */
export async function withKubeconfig<T>(kubeconfig: string, work: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-kubeconfig-"));
  try {
    const file = join(folder, "kubeconfig.json");
    writeFileSync(file, kubeconfig, { mode: 0o600 });
    return await work(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Time limit of a call, in milliseconds. */
const LIMIT = 60_000;

/** A kubectl that uses this kubeconfig file. */
export function kubectlWith(file: string): Kubectl {
  return async (...args) => {
    const { status, stdout, stderr } = await runAside("kubectl", ["--kubeconfig", file, ...args], {
      limit: LIMIT,
    });
    if (status === 0) return stdout;
    const why = stderr.includes("ENOENT")
      ? "it is not on PATH (https://kubernetes.io/docs/tasks/tools/)"
      : stderr.trim() || `it did not end within ${LIMIT / 1000} s`;
    const hint = /Unable to connect|dial tcp|i\/o timeout|no such host/.test(why)
      ? '\nIf the endpoint is private, open it first (docs/on-call.md, "Reach a private Kubernetes API").'
      : "";
    throw new Explained(`kubectl ${args.slice(0, 2).join(" ")} failed: ${why}${hint}`);
  };
}
