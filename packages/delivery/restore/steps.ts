/** The steps of a restore, as pure functions. Each of them is one `up`, and is repeated if it was interrupted. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { ChangedSettings } from "@groundwork/rehearse/project/stack-settings";
import type { Step } from "../upgrade/procedures";
import type { Exception, RestoreConfig } from "./config";
import {
  describeSource,
  type ForwardPhase,
  forwardPhases,
  historyMessage,
  type Phase,
  type Progress,
  type Source,
  settingsFor,
  withoutRestore,
} from "./phases";

/** What the steps depend on besides the progress. */
export interface Surroundings {
  readonly config: RestoreConfig;
  /** Names of the stack's database instances in its state. */
  readonly instances: readonly string[];
  /** Whether the stack has production guard rails, with which an unprotected instance needs an exception. */
  readonly production: boolean;
  readonly now: Date;
  /** The generation and the phase in the stack's outputs. */
  readonly deployed: Pick<Progress, "generation" | "phase">;
}

/** A step that ends in a phase. */
export interface PhaseStep extends Step {
  readonly phase: Phase | "none";
}

const what: Readonly<Record<Phase, string>> = {
  created: "restore a primary beside the present instances",
  prepared: "set its password and create its replicas",
  stopped: "stop writes: the present primary accepts none",
  switched: "switch applications to the restored instances",
  confirmed: "remove the protection of the former primary from deletion",
  returning: "stop writes: the restored primary accepts none",
  returned: "switch applications back to the former instances, which accept writes",
};

/** Days for which an exception is valid. The last step removes it. */
const EXCEPTION_DAYS = 7;

/**
 * The steps up to a phase, beginning with the present one, whose `up` may have been interrupted.
 *
 * @param given the source; undefined continues the restore in progress
 * @throws Explained if the phase, the source or the generation does not allow it
 */
export function forwardSteps(
  progress: Progress,
  given: Source | undefined,
  until: ForwardPhase,
  { lastGeneration }: Pick<RestoreConfig, "lastGeneration">,
): { readonly source: Source; readonly steps: readonly PhaseStep[] } {
  const { phase, source: present } = progress;
  const at = phase === "none" ? 0 : forwardPhases.indexOf(phase as ForwardPhase);
  if (at < 0)
    throw new Explained(
      `A restore is in the phase ${phase}. Complete it first, with ${phase === "confirmed" ? "--confirm" : "--back"}.`,
    );
  if (progress.generation >= lastGeneration)
    throw new Explained(
      `The database is in generation ${progress.generation}, and ${lastGeneration} is the last one that databaseGeneration allows: the ` +
        "restored instances have the next number. Nothing was changed. Create a new stack, and restore a snapshot of this one " +
        "in it with --snapshot ID.",
    );
  const source = given ?? present;
  if (source === undefined)
    throw new Explained("Give the source of the restore: --to TIME, --snapshot ID or --replica-of ARN.");
  if (present !== undefined && describeSource(present) !== describeSource(source))
    throw new Explained(
      `A restore from ${describeSource(present)} is in the phase ${phase}, and you gave ${describeSource(source)}. ` +
        "Continue it without --to, --snapshot, --backups and --replica-of, or go back first, with --back.",
    );
  const last = forwardPhases.indexOf(until);
  if (last < at)
    throw new Explained(
      `The restore is in the phase ${phase} already, which is after ${until}; go back with --back.`,
    );
  return { source, steps: forwardPhases.slice(at, last + 1).map((each) => stepTo(each, source, progress)) };
}

/** The steps that complete a restore: the former instances are deleted. */
export function confirmSteps(progress: Progress, around: Surroundings): readonly PhaseStep[] {
  const { phase, source, generation } = progress;
  const { deployed } = around;
  // The last step was interrupted: its settings are set. The engine writes the outputs before it deletes.
  const left = instancesOf(generation - 1, around);
  const isLast = isSwitched(deployed) && deployed.generation === generation - 1;
  if (phase === "none" && (isLast || left.length > 0))
    return [ending({ ...progress, generation: generation - 1 }, generation, around, left)];
  if (source === undefined || (phase !== "switched" && phase !== "confirmed"))
    throw new Explained(
      phase === "none"
        ? "There is no restore to confirm. --to TIME or --snapshot ID begins one."
        : `The restore is in the phase ${phase}; it can be confirmed in the phase switched. Continue it first, without --confirm.`,
    );
  const end = ending(progress, generation + 1, around, instancesOf(generation, around));
  // Of instances that were deleted in RDS, which a refresh has removed from the state, there is nothing to unprotect.
  if (instancesOf(generation, around).length === 0) return [end];
  return [allowing(stepTo("confirmed", source, progress), progress, generation, around), end];
}

/** The steps that go back to the former instances: the restored ones are deleted. */
export function backSteps(progress: Progress, around: Surroundings): readonly PhaseStep[] {
  const { phase, source, generation } = progress;
  const { deployed } = around;
  const restored = instancesOf(generation + 1, around);
  // The last step was interrupted: its settings are set. The engine writes the outputs before it deletes.
  const isLast = deployed.phase === "returned" || (deployed.phase === "none" && restored.length > 0);
  if (phase === "none" && isLast && deployed.generation === generation)
    return [ending(progress, generation, around, restored)];
  if (source === undefined || phase === "none")
    throw new Explained("There is no restore to go back from. --to TIME or --snapshot ID begins one.");
  const former = `${around.config.generationName(generation)}-primary`;
  if (!around.instances.includes(former))
    throw new Explained(
      `${former} is not in the state of the stack: there is nothing to go back to. Complete the restore with --confirm.`,
    );
  // The restore was interrupted before it created an instance.
  if (restored.length === 0) return [ending(progress, generation, around, [])];
  const returning = stepTo("returning", source, progress);
  const returned = allowing(stepTo("returned", source, progress), progress, generation + 1, around);
  const replicas = restored.filter((name) => !name.endsWith("-primary"));
  const wasSwitched = ["switched", "confirmed", "returning"].includes(phase);
  return [
    ...(wasSwitched
      ? [{ ...returning, settings: { ...returning.settings, ...protecting(progress, around) } }]
      : []),
    { ...returned, deletes: replicas.map(ofType) },
    ending(
      progress,
      generation,
      around,
      restored.filter((name) => !replicas.includes(name)),
    ),
  ];
}

const isSwitched = ({ phase }: Pick<Progress, "phase">) => phase === "switched" || phase === "confirmed";

/** Names of the instances of a generation, beginning with the primary. */
export function instancesOf(generation: number, { config, instances }: Surroundings): readonly string[] {
  const name = config.generationName(generation);
  return instances
    .filter(
      (each) => each.startsWith(`${name}-`) && /^(primary|replica-\d+)$/.test(each.slice(name.length + 1)),
    )
    .sort();
}

function stepTo(phase: Phase, source: Source, { generation }: Progress): PhaseStep {
  return {
    phase,
    what: `${phase}: ${what[phase]}`,
    settings: { ...settingsFor(phase, source), databaseGeneration: settingOf(generation) },
    message: historyMessage(phase),
  };
}

/** The first generation is the default. */
const settingOf = (generation: number) => (generation === 1 ? undefined : generation);

const ofType = (name: string) => `${name} (aws:rds/instance:Instance)`;

/** The exceptions that are not of this restore. A restore that continues, or changes its direction, replaces its own. */
function otherExceptions({ exceptions, generation }: Progress, { config }: Surroundings): readonly unknown[] {
  const own = [generation, generation + 1].map((each) => exceptionFor(each, "", config));
  return exceptions.filter(
    (each) => !own.some(({ policy, resource }) => isExceptionFor(each, policy, resource)),
  );
}

const exceptionFor = (generation: number, until: string, config: RestoreConfig) =>
  config.exception(`${config.generationName(generation)}-primary`, until);

function isExceptionFor(given: unknown, policy: string, resource: string): boolean {
  const { policy: its, resource: on }: Partial<Exception> = given ?? {};
  return its === policy && on === resource;
}

/** Adds the exception for the primary of a generation, which loses its protection. */
function allowing(step: PhaseStep, progress: Progress, generation: number, around: Surroundings): PhaseStep {
  const { config, production, now } = around;
  if (!production) return step;
  const until = new Date(now.getTime() + EXCEPTION_DAYS * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  const policyExceptions = [...otherExceptions(progress, around), exceptionFor(generation, until, config)];
  return { ...step, settings: { ...step.settings, policyExceptions } };
}

/** Removes the exceptions of the restore: all primaries are protected again, or deleted. */
function protecting(progress: Progress, around: Surroundings): ChangedSettings {
  const others = otherExceptions(progress, around);
  return { policyExceptions: others.length === 0 ? undefined : others };
}

/** The step after which only one generation exists. */
function ending(
  progress: Progress,
  kept: number,
  around: Surroundings,
  deleted: readonly string[],
): PhaseStep {
  return {
    phase: "none",
    what: deleted.length === 0 ? "end the restore" : `delete ${deleted.join(", ")}, and end the restore`,
    deletes: deleted.map(ofType),
    message: historyMessage("none"),
    settings: {
      ...withoutRestore,
      databaseGeneration: settingOf(kept),
      ...protecting(progress, around),
    },
  };
}
