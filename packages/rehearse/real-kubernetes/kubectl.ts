/** Runs kubectl with the kubeconfig of one cluster. */
import { runAside } from "../engine/child";
import { Explained } from "../errors/explained";
import { Unavailable } from "../errors/unavailable";

/** Runs kubectl. Returns its stdout. @throws Explained if it fails */
export type Kubectl = (args: readonly string[], options?: KubectlOptions) => Promise<string>;

interface KubectlOptions {
  /** Text for its stdin. Default: none */
  readonly input?: string;
  /** Time limit in seconds. Default: 60 */
  readonly limitSeconds?: number;
}

/**
 * A kubectl that uses this kubeconfig file.
 *
 * @param context the context to use. Default: the current one
 */
export function kubectlWith(file: string, context?: string): Kubectl {
  const chosen = context === undefined ? [] : ["--context", context];
  return async (args, { input, limitSeconds = 60 } = {}) => {
    const all = ["--kubeconfig", file, ...chosen, ...args];
    const { status, stdout, stderr } = await runAside("kubectl", all, {
      limit: limitSeconds * 1000,
      ...(input === undefined ? {} : { input }),
    });
    if (status === 0) return stdout;
    if (stderr.includes("ENOENT"))
      throw new Unavailable(
        "--real-kubernetes needs kubectl 1.24 or later, and it is not on PATH: https://kubernetes.io/docs/tasks/tools/",
      );
    const why = stderr.trim() || `it did not end within ${limitSeconds} s`;
    throw new Explained(`kubectl ${args.slice(0, 2).join(" ")} failed: ${why}`);
  };
}
