/** Carries out the steps of an upgrade. Each step is previewed before it is deployed. */
import { readFileSync, writeFileSync } from "node:fs";
import { Explained } from "@groundwork/rehearse/errors/explained";
import {
  type Change,
  nameOf,
  OperationFailed,
  type OperationOptions,
  operate,
  typeOf,
} from "@groundwork/rehearse/lifecycle/operations";
import { changeSettings, settingsFile } from "@groundwork/rehearse/project/stack-settings";
import type { Stack } from "@pulumi/pulumi/automation";
import type { Step } from "./procedures";

export interface CarryOutOptions {
  /** Shows the steps and the preview of the first, and changes nothing. */
  readonly dryRun?: boolean;
  /** Further options for the engine, such as the policy packs. */
  readonly engine?: OperationOptions["engine"];
  readonly log: (line: string) => void;
  /** Interrupts the step that runs, and all later ones. */
  readonly signal?: AbortSignal | undefined;
  /** Whether resources of a type contain data. A step that would replace or delete one is rejected. */
  readonly holdsData: (type: string) => boolean;
}

/**
 * Deploys one step after the other. The settings of a step stay in the stack's file from the start of its `up`, so that
 * an interrupted command continues from there when it is run again.
 *
 * @throws Explained if a step fails, or would replace or delete a resource that holds data. Such a step changes nothing.
 */
export async function carryOut(
  stack: Stack,
  steps: readonly Step[],
  options: CarryOutOptions,
): Promise<Change[][]> {
  const { dryRun = false, log, holdsData, signal } = options;
  const running = { engine: options.engine ?? {}, ...(signal ? { signal } : {}) };
  const done: Change[][] = [];
  for (const [at, step] of steps.entries()) {
    const { settings } = step;
    const title = `step ${at + 1} of ${steps.length}: ${step.what}`;
    log(title);
    signal?.throwIfAborted();
    if (!dryRun) await step.before?.();
    const file = settingsFile(stack);
    const before = readFileSync(file, "utf8");
    changeSettings(file, settings);
    const changes = await previewed(stack, title, running, losing(step, holdsData)).catch(
      (error: unknown) => {
        writeFileSync(file, before);
        throw error;
      },
    );
    for (const line of described(changes)) log(`    ${line}`);
    if (dryRun) {
      writeFileSync(file, before);
      for (const [later, { what }] of steps.slice(at + 1).entries())
        log(`step ${at + later + 2} of ${steps.length}: ${what} (previewed when its turn comes)`);
      return [[...changes]];
    }
    const { message } = step;
    const engine = message === undefined ? running.engine : { ...running.engine, message };
    done.push([...(await deployed(stack, title, { ...running, engine }))]);
    await step.after?.();
  }
  return done;
}

type Running = Pick<OperationOptions, "engine" | "signal">;
type Losing = (changes: readonly Change[]) => readonly Change[];

/** The changes of a step that lose data, without the deletions that the step is for. A replacement is never one of these. */
function losing({ deletes = [] }: Step, holdsData: CarryOutOptions["holdsData"]): Losing {
  return (changes) =>
    losesData(changes, holdsData).filter(({ op, urn }) => op !== "delete" || !deletes.includes(nameOf(urn)));
}

async function previewed(
  stack: Stack,
  title: string,
  running: Running,
  lostIn: Losing,
): Promise<readonly Change[]> {
  const { changes } = await explained(title, "Nothing was changed.", () =>
    operate(stack, "preview", running),
  );
  const lost = lostIn(changes);
  if (lost.length === 0) return changes;
  const names = lost.map(({ op, urn }) => `  ${op} ${nameOf(urn)}`).join("\n");
  throw new Explained(
    `${title} would replace or delete resources that hold data:\n${names}\nNothing was changed.`,
  );
}

/** Of the changes, those that replace or delete what holds data. */
export function losesData(
  changes: readonly Change[],
  holdsData: CarryOutOptions["holdsData"],
): readonly Change[] {
  return changes.filter(({ op, urn }) => op !== "create" && op !== "update" && holdsData(typeOf(urn)));
}

async function deployed(stack: Stack, title: string, running: Running): Promise<readonly Change[]> {
  const advice =
    "Completed changes stay. Fix the cause and run the same command again: it continues from here.";
  return (await explained(title, advice, () => operate(stack, "up", running))).changes;
}

async function explained<T>(title: string, advice: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OperationFailed)) throw error;
    throw new Explained(`${title}: ${error.message}\n${advice}`, { cause: error });
  }
}

function described(changes: readonly Change[]): string[] {
  const lines = changes.map(({ op, urn }) => `${op} ${nameOf(urn)}`).sort();
  return lines.length > 0 ? lines : ["nothing to do"];
}
