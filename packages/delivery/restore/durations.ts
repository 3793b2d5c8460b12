/** How long the phases of a restore take, from the typical durations of what each of them creates and updates. */
import { isDeepStrictEqual } from "node:util";
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import type { Registry } from "@groundwork/rehearse/cloud/registry";
import { durationOf } from "@groundwork/rehearse/timing/durations";
import { schedule } from "@groundwork/rehearse/timing/schedule";
import { Waits } from "@groundwork/rehearse/timing/waits";
import type { Phase } from "./phases";

/** The resources of the stack in a phase. */
export interface PhaseResources {
  readonly phase: Phase | "none";
  readonly resources: readonly EvaluatedResource[];
  readonly types: Registry;
}

/** Typical duration of a phase in AWS, without the engine's own time of about one second per changed resource. */
export interface PhaseDuration {
  readonly phase: Phase | "none";
  readonly seconds: number;
  /** Name of the resource that takes longest; empty if nothing changes in AWS. */
  readonly slowest: string;
}

/**
 * The durations of the phases after the first one, which is the state before them. Volumes that RDS loads from S3 on first use are
 * slower for hours. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html
 */
export function phaseDurations(phases: readonly PhaseResources[]): readonly PhaseDuration[] {
  return phases.slice(1).map(({ phase, resources, types }, at) => {
    const before = new Map((phases[at]?.resources ?? []).map((each) => [each.urn, each]));
    const seconds = new Map(
      resources.map((each) => [each.urn, secondsOf(each, before.get(each.urn), types)]),
    );
    const waits = new Waits(resources, types);
    const plan = schedule(
      resources.map(({ urn }) => ({
        id: urn,
        seconds: seconds.get(urn) ?? 0,
        after: waits.of(waits.byUrn.get(urn) ?? missing(urn)).map(({ on }) => on),
      })),
    );
    const longest = Math.max(0, ...seconds.values());
    const slowest = resources.find(({ urn }) => longest > 0 && seconds.get(urn) === longest)?.name ?? "";
    return { phase, seconds: plan.seconds, slowest };
  });
}

function missing(urn: string): never {
  throw new Error(`there is no resource ${urn}`);
}

function secondsOf(now: EvaluatedResource, before: EvaluatedResource | undefined, types: Registry): number {
  const { create, update = 0 } = durationOf(now, types);
  if (before === undefined) return create;
  return isDeepStrictEqual(comparable(now), comparable(before)) ? 0 : update;
}

/** Each evaluation generates other secrets, so that only their presence is compared. */
function comparable({ inputs, secrets }: EvaluatedResource) {
  const masked = secrets.filter((name) => inputs[name] !== undefined).map((name) => [name, "secret"]);
  return { ...inputs, ...Object.fromEntries(masked) };
}

/** `12 min`, or `40 s` below two minutes. */
export function formatSeconds(seconds: number): string {
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
