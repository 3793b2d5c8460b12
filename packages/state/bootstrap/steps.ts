/** The way from an empty account to a state in its own bucket. What was done is read from reality, never remembered. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { nameOf, operate } from "@groundwork/rehearse/lifecycle/operations";
import type { OutputMap, Stack } from "@pulumi/pulumi/automation";
import { parseDocument } from "yaml";
import { adopt, cutOffCreations } from "../pending";
import type { State } from "../stacks";
import { advised } from "./advice";
import { tidyLocal, tidyRemote } from "./leftovers";
import { localFolder, localState, type Opening, openLocal, openRemote, remoteState } from "./places";

/** What a run is given besides. */
export interface Walk extends Opening {
  /** Whether the state bucket exists. */
  readonly bucketExists: boolean;
  /** The engine's program, for what the Automation API does not offer. */
  readonly pulumi: string;
  readonly say: (line: string) => void;
  /** Asks whether to go on; false ends the run with nothing changed. */
  readonly agree: (question: string) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** Goes from wherever the account is to the end. Gives the stack's outputs; undefined when the person said no. */
export function walk(steps: Walk): Promise<OutputMap | undefined> {
  return advised(() => goOn(steps));
}

async function goOn(steps: Walk): Promise<OutputMap | undefined> {
  const leftOver = tidyLocal(steps) + (steps.bucketExists ? await tidyRemote(steps) : 0);
  if (leftOver > 0) steps.say("An earlier run was stopped in the middle; going on from there.");
  const local = localState(steps);
  const remote = steps.bucketExists ? await remoteState(steps) : undefined;
  const moved = remote !== undefined && remote.resources.length > 0;
  if (!local && !moved && steps.bucketExists) throw new Explained(lost(steps));

  if (!local && moved) {
    steps.say("The state lies in its bucket already: this is an update.");
    const stack = await openRemote(steps);
    if (!(await provision(steps, stack, remote))) return undefined;
    return stack.outputs();
  }
  if (!moved) {
    if (!(await provisionLocally(steps, local))) return undefined;
    await move(steps);
  }
  await check(steps);
  removeCopy(steps);
  return (await openRemote(steps)).outputs();
}

async function provisionLocally(steps: Walk, local: State | undefined): Promise<boolean> {
  return provision(steps, await openLocal(steps), local);
}

/** Shows what would be done, asks, and does it. */
async function provision(steps: Walk, stack: Stack, before: State | undefined): Promise<boolean> {
  const { signal, say } = steps;
  await takeUp(steps, stack, before);
  say("Step 1 of 4: provisioning.");
  const plan = await operate(stack, "preview", { signal });
  if (plan.changes.length === 0) {
    say("  Everything is there already.");
    return true;
  }
  for (const { op, urn } of plan.changes) say(`  ${op.padEnd(8)} ${nameOf(urn)}`);
  if (!(await steps.agree(`${plan.changes.length} changes in account ${steps.target.accountId}. Go on?`)))
    return false;
  const { seconds, changes } = await operate(stack, "up", { signal });
  say(`  ${changes.length} changes made in ${seconds.toFixed(0)} s.`);
  return true;
}

/** Resources whose creation a killed run left in the dark are taken into the state, for their names are taken. */
async function takeUp(steps: Walk, stack: Stack, before: State | undefined): Promise<void> {
  const cutOff = cutOffCreations(before?.pending ?? [], steps.target.accountId);
  if (cutOff.length === 0) return;
  const found = cutOff.flatMap(({ urn, id }) => (id === undefined ? [] : [[urn, id] as const]));
  const unknown = cutOff.filter(({ id }) => id === undefined);
  steps.say(`  ${found.length} resources were being created when the run was stopped: taking them up.`);
  for (const { urn } of unknown) {
    steps.say(
      `  ${nameOf(urn)} may have been created, and is created again: look for a second one, and remove it.`,
    );
  }
  const { workDir, envVars } = stack.workspace;
  // The ids follow from the names in the settings: what is missing was not created.
  await adopt(steps.pulumi, { stack: steps.stack, folder: workDir, found, env: envVars });
}

/** Copies the state into the bucket; its secrets, had it any, are encrypted anew with the key made for them. */
async function move(steps: Walk): Promise<void> {
  steps.say(`Step 2 of 4: moving the state to ${steps.target.backendUrl}.`);
  const { version, deployment } = await (await openLocal(steps)).exportStack();
  // Secrets are exported in clear, so who encrypted them does not matter, and the import encrypts them anew.
  const { secrets_providers: _, ...rest } = deployment;
  forgetPassphrase(steps);
  await (await openRemote(steps)).importStack({ version, deployment: rest });
}

/** The folder's passphrase has no business in the stack's file once the bucket's key encrypts. */
function forgetPassphrase({ folder, stack }: Walk): void {
  const file = join(folder, `Pulumi.${stack}.yaml`);
  const document = parseDocument(readFileSync(file, "utf8"));
  document.delete("encryptionsalt");
  writeFileSync(file, document.toString());
}

/** The moved state must know what the copy knows, and give a preview without changes. */
async function check(steps: Walk): Promise<void> {
  steps.say("Step 3 of 4: checking the moved state.");
  const remote = await openRemote(steps);
  const [here, there] = [localState(steps), await remoteState(steps)];
  if (here && !isDeepStrictEqual(identities(here), identities(there))) {
    throw new Explained(
      `The state in ${steps.target.backendUrl} differs from its copy in ${localFolder(steps.folder)}; the copy is ` +
        `kept. If the one in the bucket is wrong, remove it (pulumi stack rm --force --preserve-config ` +
        `-s ${steps.stack}) and run this again; if it is right, remove the copy.`,
    );
  }
  const { changes } = await operate(remote, "preview", { signal: steps.signal });
  if (changes.length === 0) return;
  const lines = changes.map(({ op, urn, properties }) => `  ${op} ${nameOf(urn)} ${properties.join(", ")}`);
  throw new Explained(
    `With the moved state a preview shows changes; the copy in ${localFolder(steps.folder)} is kept:\n` +
      `${lines.join("\n")}\nIf the settings were changed meanwhile, change them back until this is through.`,
  );
}

function identities(state: State | undefined): readonly string[] {
  return (state?.resources ?? []).map(({ urn, id }) => `${urn} ${id}`).sort();
}

function removeCopy({ folder, say }: Walk): void {
  say("Step 4 of 4: removing the local copy.");
  rmSync(localFolder(folder), { recursive: true, force: true });
}

function lost({ target, folder }: Walk): string {
  return (
    `The bucket ${target.bucket} is there, and holds no state of bootstrap; nor does ${localFolder(folder)}. Bootstrap ` +
    "was begun on another machine or in another clone: finish it there, or copy that folder here. If it is lost, " +
    "docs/state.md says how to remove what was made. Nothing was changed."
  );
}
