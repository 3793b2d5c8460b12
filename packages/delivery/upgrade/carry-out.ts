/** Carries out the steps of an upgrade, each of them looked at before it is done. */
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
  /** What the engine is told besides, such as the policies to ask. */
  readonly engine?: OperationOptions["engine"];
  readonly say: (line: string) => void;
  /** Whether resources of a type hold data: a step that would replace or delete one is refused. */
  readonly holdsData: (type: string) => boolean;
}

/**
 * Deploys one step after the other. The settings of a step stay in the stack's file from the moment its `up` begins, so
 * that the same command, run again after it was stopped, goes on from there.
 *
 * @throws Explained when a step would replace or delete what holds data (nothing of it is done then), or when it fails.
 */
export async function carryOut(
  stack: Stack,
  steps: readonly Step[],
  options: CarryOutOptions,
): Promise<Change[][]> {
  const { dryRun = false, engine = {}, say, holdsData } = options;
  const done: Change[][] = [];
  for (const [at, { what, settings }] of steps.entries()) {
    const title = `step ${at + 1} of ${steps.length}: ${what}`;
    say(title);
    const file = settingsFile(stack);
    const before = readFileSync(file, "utf8");
    changeSettings(file, settings);
    const changes = await looked(stack, title, engine, holdsData).catch((error: unknown) => {
      writeFileSync(file, before);
      throw error;
    });
    for (const line of described(changes)) say(`    ${line}`);
    if (dryRun) {
      writeFileSync(file, before);
      for (const [later, step] of steps.slice(at + 1).entries())
        say(`step ${at + later + 2} of ${steps.length}: ${step.what} (previewed when its turn comes)`);
      return [[...changes]];
    }
    done.push([...(await deployed(stack, title, engine))]);
  }
  return done;
}

type Told = NonNullable<OperationOptions["engine"]>;

async function looked(
  stack: Stack,
  title: string,
  engine: Told,
  holdsData: CarryOutOptions["holdsData"],
): Promise<readonly Change[]> {
  const { changes } = await explained(title, "Nothing was changed.", () =>
    operate(stack, "preview", { engine }),
  );
  const lost = losesData(changes, holdsData);
  if (lost.length === 0) return changes;
  const names = lost.map(({ op, urn }) => `  ${op} ${nameOf(urn)}`).join("\n");
  throw new Explained(`${title} would replace or delete what holds data:\n${names}\nNothing was changed.`);
}

/** Of the changes, those that replace or delete what holds data. */
export function losesData(
  changes: readonly Change[],
  holdsData: CarryOutOptions["holdsData"],
): readonly Change[] {
  return changes.filter(({ op, urn }) => op !== "create" && op !== "update" && holdsData(typeOf(urn)));
}

async function deployed(stack: Stack, title: string, engine: Told): Promise<readonly Change[]> {
  const advice =
    "What it had done stays. Put the cause right and run the same command again: it goes on from here.";
  return (await explained(title, advice, () => operate(stack, "up", { engine }))).changes;
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
