import { ensureArgoRollouts } from "@groundwork/testbed/argo-rollouts/index";
import { PartsUnavailable } from "@groundwork/testbed/control-plane";
import { ensurePrograms } from "@groundwork/testbed/control-plane/build";
import { providerForTests } from "../../cluster/real-kubernetes/provider";

/**
 * Builds the control plane and the controller, and finds Pulumi's Kubernetes provider. Without one of them, the tests are named as not done;
 * in CI, and for the provider on GitHub, that is a failure.
 */
export default async function setup(): Promise<void> {
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  try {
    await ensurePrograms(progress);
    await ensureArgoRollouts(progress);
    const found = providerForTests(process.env);
    if (!("path" in found)) throw new PartsUnavailable([found.notDone], "Pulumi's Kubernetes provider");
    process.env.GROUNDWORK_KUBERNETES_PROVIDER = found.path;
  } catch (error) {
    const isNotDone = error instanceof PartsUnavailable && process.env.CI !== "true";
    if (!isNotDone) throw error;
    delete process.env.GROUNDWORK_KUBERNETES_PROVIDER;
    progress(`\nNOT DONE: the tests in tests/k8s/releases/updates. ${error.message}\n`);
  }
}
