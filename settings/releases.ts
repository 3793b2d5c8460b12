import { isStepByStep } from "./release-strategy";
import { schema } from "./schema";

/** Whether an application of a stack is released step by step, from the stack's config (keys with their namespace). */
export function hasReleasesIn(config: Readonly<Record<string, string>>, project: string): boolean {
  const { releases } = schema.pick({ releases: true }).parse({ releases: config[`${project}:releases`] });
  return Object.values(releases).some(isStepByStep);
}
