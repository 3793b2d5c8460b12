/** How long a drill took, by the history of the stack: `groundwork restore` names each of its updates. */
import type { UpdateSummary } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { historyMessage, phases } from "../restore/phases";

/** The phases of a restore; `none` is the last one, which deletes instances. */
const drillPhases = ["none", ...phases] as const;
type DrillPhase = (typeof drillPhases)[number];

const drillPhase = z.object({
  phase: z.enum(drillPhases),
  seconds: z.number(),
  succeeded: z.boolean(),
});

/** The last restore of a stack. */
export const drill = z.object({
  stack: z.string(),
  /** When it began. Undefined: the stack was never restored. */
  began: z.string().optional(),
  updates: z.array(drillPhase),
  /** Seconds from the beginning to the end of the switch, with the checks between the updates. Undefined: it was not reached. */
  untilSwitch: z.number().optional(),
  /** Seconds without writes. Undefined: the switch was not reached. */
  withoutWrites: z.number().optional(),
  /** Whether the restore was taken back completely. */
  complete: z.boolean(),
});
export type Drill = z.infer<typeof drill>;

type Update = Pick<UpdateSummary, "kind" | "message" | "result" | "startTime" | "endTime">;

const byMessage = new Map<string, DrillPhase>(drillPhases.map((phase) => [historyMessage(phase), phase]));

/**
 * Reads the last restore from the history of a stack.
 *
 * @param history the updates, newest first
 * @param since updates before this time are of an earlier restore
 */
export function readDrill(stack: string, history: readonly Update[], since: Date): Drill {
  const updates = history
    .filter(({ kind, startTime }) => kind === "update" && startTime >= since)
    .flatMap((update) => {
      const phase = byMessage.get(update.message);
      return phase === undefined ? [] : [{ ...update, phase }];
    })
    .reverse();
  const seconds = (from: Date, to: Date | undefined) => ((to ?? from).getTime() - from.getTime()) / 1000;
  const [first] = updates;
  const stopped = updates.find(({ phase }) => phase === "stopped");
  const switched = updates.find(({ phase, result }) => phase === "switched" && result === "succeeded");
  const last = updates.at(-1);
  return {
    stack,
    ...(first ? { began: first.startTime.toISOString() } : {}),
    updates: updates.map(({ phase, result, startTime, endTime }) => ({
      phase,
      seconds: seconds(startTime, endTime),
      succeeded: result === "succeeded",
    })),
    ...(first && switched ? { untilSwitch: seconds(first.startTime, switched.endTime) } : {}),
    ...(stopped && switched ? { withoutWrites: seconds(stopped.startTime, switched.endTime) } : {}),
    complete: switched !== undefined && last?.phase === "none" && last.result === "succeeded",
  };
}
