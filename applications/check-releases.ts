/** Checks which applications can have another release than a rolling update. */
import type { Problem } from "../settings/problems";
import { partsOfGallery } from "../settings/release-strategy";
import type { Given } from "./check";
import type { ApplicationSpec } from "./spec";

/** Lists the releases of unknown applications, and of those that no load balancer or no objective can decide about. */
export function checkReleases(
  specs: readonly ApplicationSpec[],
  { project, releases, galleryIsOn }: Pick<Given, "project" | "releases" | "galleryIsOn">,
): Problem[] {
  const names = [...(galleryIsOn ? partsOfGallery : []), ...specs.map(({ name }) => name)];
  return Object.entries(releases).flatMap(([name, { strategy }]) => {
    const allowed = names.includes(name)
      ? strategy !== "rolling" && findObstacle(specs.find((spec) => spec.name === name))
      : `names of applications: ${names.join(", ") || "there are none while gallery is off"}`;
    return allowed ? [{ key: `${project}:releases.${name}`, given: strategy, allowed }] : [];
  });
}

/** Undefined: a part of the gallery, which has objectives and a route. */
function findObstacle(spec: ApplicationSpec | undefined): string | false {
  if (spec === undefined) return false;
  if (spec.port === undefined || (spec.path === undefined && spec.subdomain === undefined))
    return "rolling: without a path or a subdomain, no load balancer divides its requests between two versions";
  if (spec.objectives === undefined)
    return "rolling, or objectives in its file: without them, nothing decides about a new version";
  return false;
}
