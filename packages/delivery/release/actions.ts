/** Promotes, aborts and pauses a release, as the plugin of Argo Rollouts does. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { Kubectl } from "@groundwork/state/releases";
import { describeRollout } from "./describe";
import type { RolloutState } from "./rollout";

/** A change of a Rollout, as a merge patch. */
interface Patch {
  readonly of: "spec" | "status";
  readonly change: object;
}

export const actions = ["promote", "abort", "pause"] as const;
export type Action = (typeof actions)[number];

/**
 * The patches of an action. The kubectl plugin sends the same:
 * https://github.com/argoproj/argo-rollouts/blob/v1.10.1/pkg/kubectl-argo-rollouts/cmd/promote/promote.go
 *
 * @param full whether `promote` skips all steps
 * @throws Explained if the action has no effect in this state
 */
export function patchesOf(action: Action, rollout: RolloutState, full = false): readonly Patch[] {
  if (rollout.state !== "under way")
    throw new Explained(
      `There is no release to ${action}: ${describeRollout(rollout)}. Nothing was changed.`,
    );
  const { pause, stepIndex, stepCount } = rollout;
  const resume: readonly Patch[] = pause === "by hand" ? [{ of: "spec", change: { paused: false } }] : [];
  // The pods of an aborted version end only if the release is not paused by hand.
  if (action === "abort") return [{ of: "status", change: { abort: true } }, ...resume];
  if (action === "pause") {
    if (pause === "by hand")
      throw new Explained(`${rollout.name} is paused by hand already. Nothing was changed.`);
    return [{ of: "spec", change: { paused: true } }];
  }
  if (full) return [...resume, { of: "status", change: { promoteFull: true } }];
  // A release that was paused by hand continues where it was.
  if (resume.length > 0) return resume;
  const next = Math.min(stepIndex + 1, stepCount);
  switch (pause) {
    case "no result":
      return [
        { of: "status", change: { pauseConditions: null, controllerPause: false, currentStepIndex: next } },
      ];
    case "step":
      return [{ of: "status", change: { pauseConditions: null } }];
    default:
      return [{ of: "status", change: { pauseConditions: null, currentStepIndex: next } }];
  }
}

/** Carries out an action. @throws Explained if it has no effect, or kubectl fails */
export async function act(
  kubectl: Kubectl,
  action: Action,
  rollout: RolloutState,
  full = false,
): Promise<void> {
  for (const { of, change } of patchesOf(action, rollout, full)) {
    const target = ["rollouts.argoproj.io", rollout.name, "--namespace", rollout.namespace];
    const subresource = of === "status" ? ["--subresource=status"] : [];
    const patch = JSON.stringify({ [of]: change });
    await kubectl("patch", ...target, ...subresource, "--type=merge", `--patch=${patch}`);
  }
}
