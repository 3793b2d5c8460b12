/** Finds Pulumi's Kubernetes provider for the tests. */
import { existsSync } from "node:fs";
import { findPlugin } from "@groundwork/rehearse/real-kubernetes/plugin";

/** The title of the test that needs the provider. */
export const REAL_REHEARSAL = "dev is created and removed on a real Kubernetes API through Pulumi's provider";

/** The variable that names the provider's file; setup.ts sets it. */
const VARIABLE = "GROUNDWORK_KUBERNETES_PROVIDER";

/**
 * Returns the path of the provider: the one that the variable names, or the one that `pulumi plugin install` has installed. Not every
 * network reaches the provider's download, so it is an error on GitHub only; elsewhere it returns the line that names the test as not
 * done.
 *
 * @throws Error on GitHub, or if the variable names no file
 */
export function providerForTests(
  env: NodeJS.ProcessEnv,
  find: () => { readonly path: string } = findPlugin,
): { readonly path: string } | { readonly notDone: string } {
  const given = env[VARIABLE];
  if (given !== undefined && given !== "") {
    if (existsSync(given)) return { path: given };
    throw new Error(
      `${VARIABLE} is ${given}, which does not exist; it must be the path of pulumi-resource-kubernetes, or unset.`,
    );
  }
  try {
    return { path: find().path };
  } catch (error) {
    if (env.GITHUB_ACTIONS === "true") throw error;
    return {
      notDone: `NOT DONE: the test "${REAL_REHEARSAL}" in tests/k8s/cluster/real-kubernetes. ${error}`,
    };
  }
}
