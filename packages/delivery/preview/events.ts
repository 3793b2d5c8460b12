/**
 * The engine's events that a preview is derived from: one JSON object per line, in the file that
 * `pulumi preview --event-log FILE` writes
 * (https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/events.go). The digest that
 * `pulumi preview --json` prints instead has neither policy results nor what a refresh found.
 */
import { z } from "zod";

const state = z.object({
  /** Missing for components, which exist in the state only. */
  custom: z.boolean().optional(),
  protect: z.boolean().optional(),
  retainOnDelete: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).nullish(),
  outputs: z.record(z.string(), z.unknown()).nullish(),
});

const metadata = z.object({
  op: z.string(),
  urn: z.string(),
  type: z.string(),
  old: state.nullish(),
  new: state.nullish(),
  /** Properties that make the engine replace the resource. */
  keys: z.array(z.string()).nullish(),
  diffs: z.array(z.string()).nullish(),
  detailedDiff: z
    .record(z.string(), z.object({ diffKind: z.string(), inputDiff: z.boolean().optional() }))
    .nullish(),
});

const step = z.object({ metadata });

const event = z.object({
  diagnosticEvent: z
    .object({
      urn: z.string().optional(),
      message: z.string(),
      severity: z.string(),
      ephemeral: z.boolean().optional(),
    })
    .optional(),
  policyEvent: z
    .object({
      resourceUrn: z.string().optional(),
      message: z.string(),
      policyName: z.string(),
      policyPackName: z.string(),
      policyPackVersion: z.string().optional(),
      enforcementLevel: z.string(),
      severity: z.string().optional(),
    })
    .optional(),
  resourcePreEvent: step.optional(),
  resOutputsEvent: step.optional(),
  summaryEvent: z
    .object({
      durationSeconds: z.number(),
      // The engine writes this key with a capital letter.
      PolicyPacks: z.record(z.string(), z.string()).nullish(),
      result: z.string().optional(),
    })
    .optional(),
});

export type Step = z.infer<typeof metadata>;
export type State = z.infer<typeof state>;
export type EngineEvent = z.infer<typeof event>;

/** Parses an event log. Ignores an incomplete last line, which a killed engine leaves. */
export function parseEvents(text: string): readonly EngineEvent[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.flatMap((line, index) => {
    try {
      return [event.parse(JSON.parse(line))];
    } catch (error) {
      if (index === lines.length - 1 && error instanceof SyntaxError) return [];
      throw error;
    }
  });
}
