/** What releases step by step cost: the pods of both versions run until the last verdict. */
import type { EvaluatedResource } from "../cloud/evaluation";
import { nodeShareOf } from "../cloud/kubernetes/capacity";
import { isProperties, valueAt } from "../cloud/paths";
import { isRollout, scalerOf } from "../plan/releases";
import { dollars, duration } from "../report/words";
import { priceOf } from "./prices";

/** One release of an application. */
interface ReleaseCost {
  readonly name: string;
  /** Pods that run besides those of one version: with the least and with the largest number of the autoscaler. */
  readonly pods: readonly [number, number];
  /** Its shortest time: every query has a result at once. */
  readonly seconds: number;
  /** US dollars for each number of pods. */
  readonly usd: readonly [number, number];
}

/** Computes the cost of a release of each application. `canary` has its second set of pods complete only at the end, and so costs at most this. */
function releaseCosts(resources: readonly EvaluatedResource[]): ReleaseCost[] {
  const usdPerHour = priceOf("EC2 m7g.large").usd + priceOf("EKS Auto Mode, of m7g.large").usd;
  const costs = resources.filter(isRollout).map((rollout): ReleaseCost => {
    const scaler = scalerOf(rollout, resources)?.inputs ?? {};
    const least = Number(
      valueAt(scaler, "spec.minReplicas") ?? valueAt(rollout.inputs, "spec.replicas") ?? 1,
    );
    const most = Number(valueAt(scaler, "spec.maxReplicas") ?? least);
    const seconds = secondsOf(valueAt(rollout.inputs, "spec.strategy.canary.steps"));
    const usdPerPod = (nodeShareOf(valueAt(rollout.inputs, "spec.template")) * usdPerHour * seconds) / 3600;
    return {
      name: String(valueAt(rollout.inputs, "metadata.name")),
      seconds,
      pods: [least, most],
      usd: [least * usdPerPod, most * usdPerPod],
    };
  });
  return costs.sort((one, other) => one.name.localeCompare(other.name, "en"));
}

/** The sum of the pauses. A pause without a time has no end, and counts as none. */
function secondsOf(steps: unknown): number {
  const list = Array.isArray(steps) ? steps : [];
  return list.reduce<number>((sum, step) => {
    const pause = isProperties(step) ? valueAt(step, "pause.duration") : undefined;
    const [, number = "0", unit = "s"] = /^(\d+)([smhd])$/.exec(String(pause)) ?? [];
    return sum + Number(number) * { s: 1, m: 60, h: 3600, d: 86_400 }[unit as "s" | "m" | "h" | "d"];
  }, 0);
}

const amount = (usd: number) => (usd < 0.005 ? "less than $0.01" : dollars(usd));

/** Lines for a terminal. Empty if all updates are rolling updates. */
export function renderReleaseCosts(resources: readonly EvaluatedResource[]): string[] {
  const costs = releaseCosts(resources);
  if (costs.length === 0) return [];
  return [
    "Each release step by step, in addition, at most: both versions run until its end.",
    ...costs.map(
      ({ name, pods: [least, most], seconds, usd: [from, to] }) =>
        `  ${name.padEnd(18)} ${least} to ${most} more pods for ${duration(seconds)}: ${amount(from)} to ${amount(to)}`,
    ),
  ];
}
