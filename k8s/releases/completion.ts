/** How `pulumi up` waits for a release, and fails if the version does not get all requests. */
import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { RolloutFigures } from "../target-health";
import type { Release } from "./release";

/** A part of the status of a Rollout: https://argo-rollouts.readthedocs.io/en/stable/features/specification/ */
export interface RolloutStatus {
  readonly phase?: string;
  readonly message?: string;
  readonly pauseConditions?: readonly { readonly reason: string }[];
}

/** Reason of the pause that the controller begins when the queries have no result. */
const inconclusive = "InconclusiveAnalysisRun";

/**
 * Computes a time that identifies a spec: `spec.restartAt`. The controller copies it to `status.restartedAt` when it acts on the spec, and
 * restarts the pods that are older, of which there are none: the time is before 2005. Nothing else in the status says of which spec it is, in a
 * form that the provider compares: `observedGeneration` is a string, and the provider ignores it.
 * https://github.com/argoproj/argo-rollouts/blob/v1.10.1/rollout/restart.go
 * https://github.com/pulumi/pulumi-kubernetes/blob/v4.32.0/provider/pkg/await/condition/jsonpath.go
 */
export function markSpec(spec: object): string {
  const digest = createHash("sha256").update(JSON.stringify(spec)).digest("hex");
  const seconds = Number.parseInt(digest.slice(0, 8), 16) % 2 ** 30;
  return new Date(seconds * 1000).toISOString().replace(".000", "");
}

/**
 * The annotation `pulumi.com/waitFor`: the provider waits until the release of this spec has ended, well or not. Otherwise `up` would wait
 * for the whole time limit after a release was aborted.
 * https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/custom-resource-await/
 */
export function waitForEnd(mark: string): string {
  const ended = [
    '@.phase == "Healthy"',
    '@.phase == "Degraded"',
    `@.pauseConditions[?@.reason == "${inconclusive}"]`,
  ];
  return `jsonpath={$[?@.restartedAt == "${mark}" && (${ended.join(" || ")})]}`;
}

/**
 * Longest time of a release: its steps, all attempts to get a result after each of them, and the start of all pods. A release that a person
 * paused, or that waits for Prometheus, has no end before it, and `up` fails then.
 */
export function computeReleaseSeconds(
  { steps, verdict, trialSeconds = 0 }: Pick<Release, "steps" | "verdict" | "trialSeconds">,
  { rolloutTimeoutSeconds }: Pick<RolloutFigures, "rolloutTimeoutSeconds">,
): number {
  const attempts = steps.length * verdict.attempts * verdict.retrySeconds;
  return steps.reduce((sum, { seconds }) => sum + seconds, rolloutTimeoutSeconds + trialSeconds + attempts);
}

/** A Rollout whose status is an output. */
export class Rollout extends k8s.apiextensions.CustomResource {
  declare readonly status: pulumi.Output<RolloutStatus | undefined>;

  constructor(name: string, args: k8s.apiextensions.CustomResourceArgs, opts: pulumi.CustomResourceOptions) {
    // A property without a value becomes an output, as in the classes of the SDK.
    super(name, { ...args, status: undefined }, opts);
  }
}

/**
 * Fails the update if the release of a Rollout has not ended well. A preview does not fail: its status is that of the last update.
 *
 * @returns the phase, after the check
 */
export function requireCompleted(
  name: string,
  status: pulumi.Output<RolloutStatus | undefined>,
): pulumi.Output<string> {
  return status.apply((value) => {
    const problem = pulumi.runtime.isDryRun() ? undefined : describeFailure(name, value);
    if (problem !== undefined) throw new pulumi.RunError(problem);
    return value?.phase ?? "";
  });
}

/**
 * Why a release has not ended well, and what to do. Undefined if it has, and without a status: the provider returns none only if it did not
 * wait for the end, as in `rehearse --real-kubernetes`.
 */
export function describeFailure(name: string, status: RolloutStatus | undefined): string | undefined {
  if (status === undefined) return undefined;
  const { phase = "unknown", message = "", pauseConditions = [] } = status;
  if (phase === "Healthy") return undefined;
  const release = `npx --no groundwork release ${pulumi.getStack()}`;
  const again = "then run the update again with --refresh";
  const seen = `${phase}${message === "" ? "" : `: ${message}`}`;
  const show = `\`${release} status\` shows the results of its queries.`;
  if (pauseConditions.some(({ reason }) => reason === inconclusive))
    return (
      `the release of ${name} is paused: its queries had no result in all attempts. The new version keeps its share of the requests. ` +
      `${show} Use \`${release} promote\` to continue or \`${release} abort\` to return to the previous version, ${again}`
    );
  if (phase === "Degraded")
    return (
      `the release of ${name} was aborted (${seen}). The previous version gets all requests. ${show} Deploy a corrected version or the ` +
      `previous one. If the release was continued by hand and has ended, run the update again with --refresh`
    );
  return `the release of ${name} is under way (${seen}). ${show} Wait for its end, ${again}`;
}
