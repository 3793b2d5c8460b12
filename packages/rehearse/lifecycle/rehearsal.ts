import type { Cloud } from "../cloud/cloud";
import { type ChangedSettings, changeSettings, settingsFile } from "../project/stack-settings";
import type { RealKubernetes } from "../real-kubernetes";
import {
  type Change,
  nameOf,
  OperationFailed,
  type OperationName,
  type OperationOptions,
  type Outcome,
  operate,
} from "./operations";
import type { RehearsedStack } from "./workspace";

/** One step of a rehearsal. */
export interface Step {
  readonly name: string;
  readonly seconds: number;
  /** Short description of the result. */
  readonly summary: string;
  /** Unexpected results, one per line; empty if the step passed. */
  readonly surprises: readonly string[];
}

/** The arguments of a rehearsal. */
export interface RehearsalArgs extends OperationOptions {
  readonly rehearsed: RehearsedStack;
  readonly cloud: Cloud;
  /** Folder of the policy pack that the engine runs in the preview. Default: none. */
  readonly policyPack?: string | undefined;
  /** Settings that allow destroying a protected stack. Default: none. */
  readonly guardRailsOff?: ChangedSettings | undefined;
  /** A real cluster that holds the stack's Kubernetes objects. Default: the simulated cloud holds them. */
  readonly kubernetes?: RealCluster | undefined;
  /** Called before each step, with its name. */
  readonly onStep?: (name: string) => void;
}

/** What a rehearsal asks of a real cluster. */
type RealCluster = Pick<RealKubernetes, "causeDrift" | "remainingDrift" | "leftovers">;

/**
 * Runs the lifecycle of a stack: preview (with the policy pack), up, up again, refresh, destroy. If the stack has guard
 * rails, a first destroy must be rejected. Then the guard rails are removed with the settings in `guardRailsOff`, and the
 * stack is destroyed. With a real cluster, objects are changed with kubectl after the refresh, and the next `up` reverts that.
 * Throws an OperationFailed if the engine or the cloud rejects a step.
 */
export async function* rehearse(args: RehearsalArgs): AsyncGenerator<Step> {
  const { rehearsed, cloud, onStep, policyPack, kubernetes, guardRailsOff: _, ...options } = args;
  const { stack } = rehearsed;
  const run = async (
    name: string,
    operation: OperationName,
    engine: OperationOptions["engine"] = {},
  ): Promise<Outcome> => {
    onStep?.(name);
    return operate(stack, operation, { ...options, engine });
  };

  const preview = await run("preview", "preview", policyPack ? { policyPacks: [policyPack] } : {});
  const policies = policyPack ? `, ${advisory(preview)}` : "";
  yield step(
    "preview",
    preview,
    `${count(preview, "create")} to create${policies}`,
    unexpected(preview, "create"),
  );

  const up = await run("up", "up");
  const predicted = count(preview, "create") === count(up, "create");
  yield step("up", up, `${count(up, "create")} created`, [
    ...unexpected(up, "create"),
    ...(predicted ? [] : [`the preview showed ${count(preview, "create")} resources`]),
  ]);

  const again = await run("up again", "up");
  yield step("up again", again, `nothing changed, ${again.same} the same`, unexpected(again));

  const refresh = await run("refresh", "refresh");
  yield step("refresh", refresh, `no drift, ${refresh.same} match the state`, unexpected(refresh));

  if (kubernetes) {
    const drift = await kubernetes.causeDrift();
    const made = drift.changed.length + drift.deleted.length;
    const found = await run("drift", "refresh");
    const seen = found.changes.length;
    yield step(
      "drift",
      found,
      `${seen} found, changed with kubectl`,
      seen === made ? [] : [`kubectl changed ${made} objects, the refresh found ${seen}: ${namesOf(found)}`],
    );
    const reverted = await run("drift reverted", "up");
    const remaining = await kubernetes.remainingDrift(drift);
    yield step("drift reverted", reverted, `${reverted.changes.length} reverted`, [
      ...remaining.map((each) => `still changed in the cluster: ${each}`),
    ]);
  }

  const guarded = (await stack.exportStack()).deployment.resources.filter(isProtected);
  if (guarded.length > 0) {
    yield await rejectedDestroy(args, guarded.length);
    removeGuardRails(args);
    const down = await run("guard rails off", "up");
    yield step("guard rails off", down, `${count(down, "update")} updated`, unexpected(down, "update"));
  }

  const destroy = await run("destroy", "destroy");
  yield step("destroy", destroy, `${count(destroy, "delete")} deleted, nothing left`, [
    ...unexpected(destroy, "delete"),
    ...cloud.list().map(({ type, name }) => `left in the cloud: ${name} (${type})`),
    ...((await kubernetes?.leftovers()) ?? []).map((each) => `left in the cluster: ${each}`),
  ]);
}

async function rejectedDestroy(
  { rehearsed, onStep, ...args }: RehearsalArgs,
  guarded: number,
): Promise<Step> {
  const name = "destroy, guarded";
  onStep?.(name);
  const start = performance.now();
  try {
    // `pulumi destroy` previews first. Without the preview, the engine would delete the unprotected resources.
    await operate(rehearsed.stack, "previewDestroy", args);
    return {
      name,
      seconds: 0,
      summary: "",
      surprises: ["the destroy was not rejected although resources are protected"],
    };
  } catch (error) {
    if (!(error instanceof OperationFailed)) throw error;
    const seconds = (performance.now() - start) / 1000;
    const rejected = error.diagnostics.some((diagnostic) => diagnostic.includes("protected"));
    return {
      name,
      seconds,
      summary: `rejected, ${guarded} protected`,
      surprises: rejected ? [] : error.diagnostics,
    };
  }
}

/** Changes the settings so that a protected stack can be destroyed. */
function removeGuardRails({ rehearsed: { stack }, guardRailsOff = {} }: RehearsalArgs): void {
  changeSettings(settingsFile(stack), guardRailsOff);
}

/** The number of violations of advisory policies, which `npm run plan` lists. Others would stop the preview. */
function advisory({ advice }: Outcome): string {
  return advice.length > 0 ? `${advice.length} advisory policy violations` : "no policy violations";
}

function isProtected(resource: unknown): boolean {
  return (
    typeof resource === "object" && resource !== null && "protect" in resource && resource.protect === true
  );
}

function namesOf({ changes }: Outcome): string {
  return changes.map(({ urn }) => nameOf(urn)).join(", ");
}

function step(name: string, { seconds }: Outcome, summary: string, surprises: readonly string[]): Step {
  return { name, seconds, summary, surprises };
}

function count({ changes }: Outcome, op: Change["op"]): number {
  return changes.filter((change) => change.op === op && change.counted).length;
}

/** The changes that the step must not make. */
function unexpected({ changes }: Outcome, expected?: Change["op"]): string[] {
  return changes
    .filter(({ op }) => op !== expected)
    .map(({ op, urn, properties }) => {
      const which = properties.length > 0 ? `: ${properties.join(", ")}` : "";
      return `unexpected ${op} of ${nameOf(urn)}${which}`;
    });
}
