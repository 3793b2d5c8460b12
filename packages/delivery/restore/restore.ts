/** Restores the database of a stack, phase by phase, confirms the restore, or goes back. docs/restores.md describes it. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import { settingsOf } from "@groundwork/rehearse/project/stack-settings";
import type { OutputMap, Stack } from "@pulumi/pulumi/automation";
import { type CarryOutOptions, carryOut } from "../upgrade/carry-out";
import { deployedProgress, type Instance, instancesIn, knownProgress, stoppedSeconds } from "./actual";
import { checkData, checkSchemaBefore, type DataAccess, requireGood, requireNoWriters } from "./checks";
import type { RestoreConfig } from "./config";
import { formatSeconds, type PhaseDuration } from "./durations";
import {
  describeSource,
  type ForwardPhase,
  forwardPhases,
  type Progress,
  progressOf,
  type Source,
} from "./phases";
import type { Former, SourceCheck } from "./source";
import {
  backSteps,
  confirmSteps,
  forwardSteps,
  instancesOf,
  type PhaseStep,
  type Surroundings,
} from "./steps";

/** What is asked for. */
export type RestoreRequest =
  | {
      readonly kind: "restore";
      /** Undefined continues the restore in progress. */
      readonly source: Source | undefined;
      /** The last phase to deploy. */
      readonly until: ForwardPhase;
    }
  | { readonly kind: "confirm" | "back" };

export interface RestoreArgs extends CarryOutOptions {
  readonly stack: Stack;
  readonly config: RestoreConfig;
  readonly production: boolean;
  readonly request: RestoreRequest;
  readonly access: Omit<DataAccess, "statements">;
  /** Asks AWS whether it can restore from the source, and has room for the instances. */
  readonly ask: (source: Source, former: Former) => Promise<SourceCheck>;
  /** Typical durations of the phases up to the switch. */
  readonly durations: () => Promise<readonly PhaseDuration[]>;
  /**
   * Reads the application through its API. Returns what was read; undefined without an application.
   *
   * @param rows of the restored database; undefined if they were not counted
   */
  readonly readTest: (outputs: OutputMap, rows: number | undefined) => Promise<string | undefined>;
  readonly now: Date;
}

/** @throws Explained if the restore is refused, a check fails, or a phase fails; the message has what is possible */
export async function restore(args: RestoreArgs): Promise<void> {
  const { stack, config, production, request, now } = args;
  const deployed = deployedProgress(await stack.outputs());
  const settings = progressOf(settingsOf(stack.workspace.workDir, stack.name));
  const progress = knownProgress(settings, deployed, request.kind === "back");
  const instances = await instancesIn(stack);
  if (instances.length === 0)
    throw new Explained(`The stack ${stack.name} has no database: there is nothing to restore.`);
  const around: Surroundings = {
    config,
    instances: instances.map(({ name }) => name),
    production,
    now,
    deployed,
  };
  if (request.kind === "restore") return forward(args, progress, around, instances, request);
  const steps = request.kind === "confirm" ? confirmSteps(progress, around) : backSteps(progress, around);
  await carryOut(stack, steps, args);
  if (!args.dryRun) args.log(request.kind === "confirm" ? CONFIRMED : RETURNED);
}

const CONFIRMED = "The restore is complete: only the restored instances exist.";
const RETURNED = "The restore was taken back: only the former instances exist.";

async function forward(
  args: RestoreArgs,
  progress: Progress,
  around: Surroundings,
  instances: readonly Instance[],
  request: Extract<RestoreRequest, { kind: "restore" }>,
): Promise<void> {
  const { stack, log, ask, dryRun = false } = args;
  const { source, steps } = forwardSteps(progress, request.source, request.until, args.config);
  const access = { ...args.access, statements: args.config.statements };
  const former = primaryOf(progress.generation, instances, args.config);
  if (former === undefined)
    throw new Explained(
      `The state of ${stack.name} has no primary of generation ${progress.generation}; it has ${around.instances.join(", ")}. If a ` +
        "refresh has removed a deleted instance, run `pulumi up -s STACK` first: it creates an empty one, which the restore replaces.",
    );
  log(
    `Restore of ${stack.name} from ${describeSource(source)}: ${former.identifier} stays until you confirm.`,
  );
  // Later, the restored primary exists, and the latest time is another one.
  let contains: string | undefined;
  if (instancesOf(progress.generation + 1, around).length === 0) {
    const answer = await ask(source, former);
    contains = answer.contains;
    const findings = [...answer.findings, ...(await checkSchemaBefore(source, former.login, access))];
    requireGood(findings, "The restore is refused; nothing was changed.", log);
  }
  // A read replica in this region can have existed for long: only what is left takes time.
  const done = forwardPhases.indexOf(around.deployed.phase as ForwardPhase) + 1;
  for (const line of describeDurations((await args.durations()).slice(done))) log(line);
  let rows: number | undefined;
  const checked = steps.map((step): PhaseStep => {
    if (step.phase === "prepared")
      return {
        ...step,
        after: async () => {
          const restored = primaryOf(progress.generation + 1, await instancesIn(stack), args.config);
          const { findings, ...counted } = await checkData(
            source,
            contains,
            { former: former.login, restored: restored?.login },
            access,
          );
          requireGood(findings, "The restored database does not pass; writes were not stopped.", log);
          rows = counted.rows;
        },
      };
    if (step.phase !== "switched") return step;
    return {
      ...step,
      before: async () => requireGood([await requireNoWriters(former.login, access)], "", log),
      after: async () => {
        const stopped = await stoppedSeconds(stack);
        if (stopped !== undefined) log(`Writes were stopped for ${formatSeconds(stopped)}.`);
        log(
          `Read test: ${(await args.readTest(await stack.outputs(), rows)) ?? "none, the stack has no application"}`,
        );
      },
    };
  });
  await carryOut(stack, checked, args);
  if (dryRun) return;
  log(
    request.until === "switched"
      ? `Applications use the restored instances. Check them. Then delete the former ones with --confirm, or go back with --back.`
      : `The restore is in the phase ${request.until}. Continue it with the same command, or go back with --back.`,
  );
}

/** The primary of a generation in the state. */
function primaryOf(generation: number, instances: readonly Instance[], { generationName }: RestoreConfig) {
  return instances.find(({ name }) => name === `${generationName(generation)}-primary`);
}

/** The phases with their typical durations, the time until the switch, and the time without writes. */
export function describeDurations(durations: readonly PhaseDuration[]): readonly string[] {
  const sum = (some: readonly PhaseDuration[]) => some.reduce((all, { seconds }) => all + seconds, 0);
  const lines = durations.map(({ phase, seconds, slowest }) => {
    const of = slowest === "" ? "" : `, of which ${slowest} takes longest`;
    return `  ${phase.padEnd(8)}  about ${formatSeconds(seconds)}${of}`;
  });
  const withoutWrites = durations.filter(({ phase }) => phase === "stopped" || phase === "switched");
  return [
    "Typical durations in AWS, besides about one second of the engine for each changed resource:",
    ...lines,
    `  In total about ${formatSeconds(sum(durations))}, of which about ${formatSeconds(sum(withoutWrites))} without writes.`,
  ];
}
