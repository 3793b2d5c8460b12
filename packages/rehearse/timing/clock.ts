import type { Evaluation } from "../cloud/evaluation";
import type { Clock } from "../cloud/late-permissions";
import { estimate } from "./estimate";

/**
 * The times at which the first `up` of a stack creates its resources: with typical durations, and each resource as soon as what it
 * depends on exists.
 */
export function clockOf({ resources, types }: Pick<Evaluation, "resources" | "types">): Clock {
  const { up } = estimate(resources, types);
  const times = new Map<string, { start: number; end: number }>();
  for (const { type, name, urn } of resources) {
    const slot = up.slots.get(urn);
    if (slot === undefined) continue;
    const key = `${type}/${name}`;
    const { start = slot.start, end = slot.end } = times.get(key) ?? {};
    // Two resources of different components can have the same name.
    times.set(key, { start: Math.min(start, slot.start), end: Math.max(end, slot.end) });
  }
  return {
    start: (type, name) => times.get(`${type}/${name}`)?.start,
    end: (type, name) => times.get(`${type}/${name}`)?.end,
  };
}
