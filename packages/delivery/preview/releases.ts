import { isDeepStrictEqual } from "node:util";
import { isRollout, type ReleasedResource, renderReleases } from "@groundwork/rehearse/plan/releases";
import type { Step } from "./events";

/**
 * The steps in which an update releases the applications that it changes, one line each. Empty if it releases none: a new Rollout, or one
 * whose pods stay the same, has no steps.
 */
export function releasesOf(planned: readonly Step[]): string[] {
  const resources = planned.flatMap((step) => {
    const inputs = step.op === "delete" ? undefined : step.new?.inputs;
    if (!inputs || (isRollout(step) && !isReleased(step))) return [];
    return [{ type: step.type, inputs } as ReleasedResource];
  });
  const text = renderReleases(resources);
  return text === "" ? [] : text.split("\n");
}

function isReleased({ op, old, new: now }: Step): boolean {
  return op === "update" && !isDeepStrictEqual(podsOf(old), podsOf(now));
}

const podsOf = (state: Step["new"]): unknown => Object(state?.inputs?.spec).template;
