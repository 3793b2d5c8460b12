/**
 * The steps from an empty account to a state in its bucket. Progress is read from the account and the states, so that an
 * interrupted run can continue.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { nameOf, operate } from "@groundwork/rehearse/lifecycle/operations";
import { editYaml } from "@groundwork/rehearse/project/edit-yaml";
import type { OutputMap, Stack } from "@pulumi/pulumi/automation";
import { adopt, cutOffCreations } from "../pending";
import type { State } from "../stacks";
import { advised } from "./advice";
import { tidyLocal, tidyRemote } from "./leftovers";
import { localFolder, localState, type Opening, openLocal, openRemote, remoteState } from "./places";
import { stageState } from "./staging";

/** The arguments of a run. */
export interface BootstrapArgs extends Opening {
  /** A copy of the folder with the new settings. */
  readonly staged: string;
  /** Writes the new settings into the folder. Called when the first preview has passed and the user agrees. */
  readonly save: () => void;
  /** Whether the state bucket exists. */
  readonly bucketExists: boolean;
  /** Path of `pulumi`, for commands that the Automation API does not have. */
  readonly pulumi: string;
  readonly log: (line: string) => void;
  /** Asks for confirmation; false ends the run without changes. */
  readonly agree: (question: string) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** Runs the remaining steps. Returns the stack's outputs, or undefined if the user declined. */
export function bootstrap(args: BootstrapArgs): Promise<OutputMap | undefined> {
  return advised(() => runSteps(args));
}

async function runSteps(args: BootstrapArgs): Promise<OutputMap | undefined> {
  const leftOver = tidyLocal(args) + (args.bucketExists ? await tidyRemote(args) : 0);
  if (leftOver > 0) args.log("An earlier run was interrupted; continuing from there.");
  const local = localState(args);
  const remote = args.bucketExists ? await remoteState(args) : undefined;
  const moved = remote !== undefined && remote.resources.length > 0;
  if (!local && !moved && args.bucketExists) throw new Explained(describeLostState(args));

  if (!local && moved) {
    args.log("The state is already in its bucket: this is an update.");
    if (!(await provision(args, openRemote, remote))) return undefined;
    return (await openRemote(args)).outputs();
  }
  if (!moved) {
    if (!(await provision(args, openLocal, local))) return undefined;
    await move(args);
  }
  await check(args);
  removeCopy(args);
  return (await openRemote(args)).outputs();
}

/** Shows the planned changes, asks for confirmation, and makes them. Before the confirmation, nothing is written. */
async function provision(
  args: BootstrapArgs,
  open: (opening: Opening) => Promise<Stack>,
  before: State | undefined,
): Promise<boolean> {
  const { signal, log } = args;
  await adoptInterrupted(args, open, before);
  log("Step 1 of 4: provisioning.");
  stageState(args.folder, args.staged);
  const plan = await operate(await open({ ...args, folder: args.staged }), "preview", { signal });
  if (plan.changes.length === 0) {
    log("  Everything already exists.");
    args.save();
    return true;
  }
  for (const { op, urn } of plan.changes) log(`  ${op.padEnd(8)} ${nameOf(urn)}`);
  if (!(await args.agree(`${plan.changes.length} changes in account ${args.target.accountId}. Continue?`)))
    return false;
  args.save();
  const { seconds, changes } = await operate(await open(args), "up", { signal });
  log(`  ${changes.length} changes made in ${seconds.toFixed(0)} s.`);
  return true;
}

/** Imports resources whose creation a killed run did not record, because their names are already in use. */
async function adoptInterrupted(
  args: BootstrapArgs,
  open: (opening: Opening) => Promise<Stack>,
  before: State | undefined,
): Promise<void> {
  const cutOff = cutOffCreations(before?.pending ?? [], args.target);
  if (cutOff.length === 0) return;
  const stack = await open(args);
  const found = cutOff.flatMap(({ urn, id }) => (id === undefined ? [] : [[urn, id] as const]));
  const unknown = cutOff.filter(({ id }) => id === undefined);
  args.log(`  ${found.length} resources were being created when the run was interrupted: importing them.`);
  for (const { urn } of unknown) {
    args.log(
      `  ${nameOf(urn)} may exist already, and is created again: check for a duplicate, and remove it.`,
    );
  }
  const { workDir, envVars } = stack.workspace;
  // The ids follow from the names in the settings: what is missing was not created.
  await adopt(args.pulumi, { stack: args.stack, folder: workDir, found, env: envVars });
}

/** Copies the state into the bucket. Secrets are encrypted with the key that bootstrap created. */
async function move(args: BootstrapArgs): Promise<void> {
  args.log(`Step 2 of 4: moving the state to ${args.target.backendUrl}.`);
  const { version, deployment } = await (await openLocal(args)).exportStack();
  // Secrets are exported in plain text, so the old provider does not matter, and the import encrypts them again.
  const { secrets_providers: _, ...rest } = deployment;
  forgetPassphrase(args);
  await (await openRemote(args)).importStack({ version, deployment: rest });
}

/** Removes the passphrase's salt from the stack's file, because the bucket's state is encrypted with the key. */
function forgetPassphrase({ folder, stack }: BootstrapArgs): void {
  const file = join(folder, `Pulumi.${stack}.yaml`);
  writeFileSync(file, editYaml(readFileSync(file, "utf8"), ["encryptionsalt"], undefined));
}

/** Checks that the moved state has the same resources as the copy, and that a preview shows no changes. */
async function check(args: BootstrapArgs): Promise<void> {
  args.log("Step 3 of 4: checking the moved state.");
  const remote = await openRemote(args);
  const [here, there] = [localState(args), await remoteState(args)];
  if (here && !isDeepStrictEqual(identities(here), identities(there))) {
    throw new Explained(
      `The state in ${args.target.backendUrl} differs from its copy in ${localFolder(args.folder)}; the copy is ` +
        `kept. If the state in the bucket is wrong, remove it (pulumi stack rm --force --preserve-config ` +
        `-s ${args.stack}) and run this command again. If it is right, remove the copy.`,
    );
  }
  const { changes } = await operate(remote, "preview", { signal: args.signal });
  if (changes.length === 0) return;
  const lines = changes.map(({ op, urn, properties }) => `  ${op} ${nameOf(urn)} ${properties.join(", ")}`);
  throw new Explained(
    `A preview with the moved state shows changes; the copy in ${localFolder(args.folder)} is kept:\n` +
      `${lines.join("\n")}\nIf the settings were changed in the meantime, revert them until bootstrap has finished.`,
  );
}

function identities(state: State | undefined): readonly string[] {
  return (state?.resources ?? []).map(({ urn, id }) => `${urn} ${id}`).sort();
}

function removeCopy({ folder, log }: BootstrapArgs): void {
  log("Step 4 of 4: removing the local copy.");
  rmSync(localFolder(folder), { recursive: true, force: true });
}

function describeLostState({ target, folder }: BootstrapArgs): string {
  return (
    `The bucket ${target.bucket} exists, but neither it nor ${localFolder(folder)} has a state of bootstrap. Bootstrap ` +
    "was started on another machine or in another clone: finish it there, or copy that folder here. If it is lost, " +
    "docs/state.md describes how to remove the created resources. Nothing was changed."
  );
}
