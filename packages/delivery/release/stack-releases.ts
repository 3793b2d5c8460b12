/** The releases of a stack's applications, as its cluster has them. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { Backend } from "@groundwork/state/backend";
import { kubeconfigOf, withKubectl } from "@groundwork/state/kubectl";
import type { Kubectl } from "@groundwork/state/releases";
import { readState, type StackName } from "@groundwork/state/stacks";
import { parseRollout, parseStepResult, type RolloutState, type StepResult } from "./rollout";

const rolloutType = "kubernetes:argoproj.io/v1alpha1:Rollout";

/** A Rollout that the stack has created. */
export interface RolloutName {
  readonly namespace: string;
  readonly name: string;
}

/** The Rollouts in a stack's state. Without any, the stack has rolling updates only. */
export async function rolloutsInState(backend: Backend, name: StackName): Promise<readonly RolloutName[]> {
  const { resources } = await readState(backend, name);
  return resources.flatMap(({ urn, id = "" }) => {
    if (urn.split("::")[2]?.split("$").at(-1) !== rolloutType) return [];
    const [namespace = "", rollout = ""] = id.split("/");
    return [{ namespace, name: rollout }];
  });
}

/**
 * Runs a function with the kubectl of the stack's cluster, and the file of its kubeconfig.
 *
 * @param kubeconfig content of a kubeconfig. Default: the one in the stack's state
 */
export async function withCluster<T>(
  backend: Backend,
  name: StackName,
  work: (kubectl: Kubectl, kubeconfigFile: string) => Promise<T>,
  kubeconfig?: string,
): Promise<T> {
  return withKubectl(kubeconfig ?? (await kubeconfigOf(backend, name)), work);
}

/** Reads Rollouts. Those that somebody has deleted are left out. @throws Explained if kubectl fails */
export async function readRollouts(
  kubectl: Kubectl,
  names: readonly RolloutName[],
): Promise<readonly RolloutState[]> {
  const found = await Promise.all(
    names.map(({ namespace, name }) =>
      kubectl(
        ...["get", "rollouts.argoproj.io", name, "--namespace", namespace],
        ...["--ignore-not-found", "--output=json"],
      ),
    ),
  );
  return found.filter((text) => text.trim() !== "").map((text) => parseRollout(JSON.parse(text)));
}

/** Reads the results of the queries about the current versions of Rollouts, oldest first. */
export async function readStepResults(
  kubectl: Kubectl,
  rollouts: readonly RolloutState[],
): Promise<readonly StepResult[]> {
  const namespaces = [...new Set(rollouts.map(({ namespace }) => namespace))];
  const found = await Promise.all(
    namespaces.map(async (namespace) => {
      const sort = "--sort-by=.metadata.creationTimestamp";
      const flags = ["--namespace", namespace, sort, "--output=json"];
      const { items } = JSON.parse(await kubectl("get", "analysisruns.argoproj.io", ...flags)) as {
        items: unknown[];
      };
      return items.map(parseStepResult);
    }),
  );
  return found
    .flat()
    .filter((result) =>
      rollouts.some(({ name, version }) => name === result.application && version === result.version),
    );
}

/** Selects the Rollout that a command is about. @throws Explained if there is no choice, or several */
export function selectRollout(
  rollouts: readonly RolloutState[],
  application: string | undefined,
  stack: string,
): RolloutState {
  const names = rollouts.map(({ name }) => name).join(", ");
  if (application !== undefined) {
    const found = rollouts.find(({ name }) => name === application);
    if (found !== undefined) return found;
    throw new Explained(`${application} is not an application of ${stack} with releases. It has: ${names}.`);
  }
  const open = rollouts.filter(({ state }) => state === "under way");
  const [only] = open.length > 0 ? open : rollouts;
  if (only !== undefined && (open.length === 1 || rollouts.length === 1)) return only;
  if (open.length === 0)
    throw new Explained(`No release of ${stack} is under way: ${names} are complete or aborted.`);
  throw new Explained(
    `Several releases of ${stack} are under way: ${open.map(({ name }) => name).join(", ")}. Select one with --application NAME.`,
  );
}
