/** Rehearses a stack in another region: the whole lifecycle, as `groundwork rehearse` runs it, without the policies. */
import { newCloud } from "@groundwork/rehearse/cloud";
import { rehearse, type Step } from "@groundwork/rehearse/lifecycle/rehearsal";
import { clockOf } from "@groundwork/rehearse/timing/clock";
import { guardRailsOff } from "../../../settings/guard-rails";
import { evaluated } from "../../evaluated";
import { open } from "./engine";

/** A rehearsal of one stack in one region. */
interface RegionalRehearsal {
  readonly region: string;
  readonly stack: string;
  readonly steps: readonly Step[];
  readonly seconds: number;
  /** ARNs and host names of the simulated cloud that name another region or partition; empty if all name this one. */
  readonly strangers: readonly string[];
}

/**
 * Runs preview, up, up again, refresh and destroy.
 *
 * @param changes the region and settings that differ from the stack's file
 * @throws Refusal if the plan is refused already, OperationFailed if a step is
 */
export async function rehearseIn(
  region: string,
  stack: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<RegionalRehearsal> {
  const start = performance.now();
  const cloud = newCloud();
  cloud.clock = clockOf(await evaluated(stack, { changes }));
  const rehearsed = await open(stack, { cloud });
  try {
    rehearsed.set(changes);
    const steps: Step[] = [];
    let strangers: readonly string[] = [];
    for await (const step of rehearse({ rehearsed, cloud, guardRailsOff })) {
      steps.push(step);
      if (step.name === "refresh") strangers = strangersIn(region, JSON.stringify(cloud.list()));
    }
    return { region, stack, steps, seconds: (performance.now() - start) / 1000, strangers };
  } finally {
    rehearsed.close();
  }
}

/** The regions and partitions that ARNs name beside the stack's own. */
function strangersIn(region: string, content: string): string[] {
  const arns = content.match(/arn:aws[a-z-]*:[a-z0-9-]+:[a-z]{2}[a-z-]*-\d:[^"\\\s]*/g) ?? [];
  return [...new Set(arns.filter((arn) => arn.split(":")[3] !== region))];
}

/** One line for each rehearsal: region, stack, result, seconds. */
export function tableOf(rehearsals: readonly RegionalRehearsal[]): string {
  const rows = rehearsals.map(({ region, stack, steps, seconds }) => {
    const surprises = steps.flatMap((step) => step.surprises).length;
    const result = surprises === 0 ? `passed, ${steps.length} steps` : `${surprises} unexpected results`;
    return `${region.padEnd(16)}${stack.padEnd(6)}${result.padEnd(24)}${seconds.toFixed(1).padStart(6)} s`;
  });
  return ["region          stack result                  seconds", ...rows].join("\n");
}
