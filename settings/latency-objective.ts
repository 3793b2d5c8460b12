import { schema } from "./schema";

/** Reads the latency objective from a stack's config (keys with their namespace). */
export function latencyObjective(config: Readonly<Record<string, string>>, project: string) {
  const { sloLatencyPercent, sloLatencyMs } = schema
    .pick({ sloLatencyPercent: true, sloLatencyMs: true })
    .parse({
      sloLatencyPercent: config[`${project}:sloLatencyPercent`],
      sloLatencyMs: config[`${project}:sloLatencyMs`],
    });
  return { percent: sloLatencyPercent, milliseconds: sloLatencyMs };
}
