/** How new versions of applications replace the running ones, from the settings of the stack. */
import { galleryRequests, getApplicationRequests, type Requests } from "../k8s/monitoring/rules/indicators";
import type { Objectives, ReleaseTimes } from "../k8s/monitoring/rules/rule";
import { buildRelease, defaultTrialSeconds, type Release } from "../k8s/releases/release";
import type { Settings } from "../settings";
import { toObjectives } from "./monitored";
import type { ApplicationSpec } from "./spec";

type Releases = Settings["applications"]["releases"];

/** Durations of the releases of a stack. Undefined if all applications have rolling updates. */
export function computeReleaseTimes(
  settings: Settings,
  specs: readonly ApplicationSpec[],
): ReleaseTimes | undefined {
  const parts = settings.gallery.isOn ? (["api", "web"] as const) : [];
  const all = [
    ...parts.map((part) => releaseOfPart(part, settings)),
    ...specs.map((spec) => releaseOf(spec, settings)),
  ].flatMap((release) => (release === undefined ? [] : [release.steps.map(({ seconds }) => seconds)]));
  if (all.length === 0) return undefined;
  return {
    stepSeconds: Math.max(...all.flat()),
    totalSeconds: Math.max(...all.map((steps) => steps.reduce((sum, seconds) => sum + seconds, 0))),
  };
}

/** Builds the release of a part of the gallery, which the smoke test of a deployment tests. Undefined: a rolling update. */
export function releaseOfPart(
  part: "api" | "web",
  { applications, monitoring }: Settings,
): Release | undefined {
  const release = build(applications.releases[part], monitoring.objectives, galleryRequests);
  return release && { ...release, trialSeconds: defaultTrialSeconds };
}

/** Builds the release of another application. Undefined: a rolling update. */
export function releaseOf(
  { name, objectives }: ApplicationSpec,
  { applications }: Settings,
): Release | undefined {
  // checkApplications refuses a release of an application without objectives.
  if (objectives === undefined) return undefined;
  const ratios = toObjectives(objectives);
  const timed = ratios.methods.length === 0 ? undefined : `method=~"${ratios.methods.join("|")}"`;
  return build(applications.releases[name], ratios, { ...getApplicationRequests(name), timed });
}

function build(
  given: Releases[string] | undefined,
  objectives: Objectives,
  requests: Requests,
): Release | undefined {
  return given === undefined || given.strategy === "rolling"
    ? undefined
    : buildRelease({ ...given, strategy: given.strategy }, objectives, requests);
}
