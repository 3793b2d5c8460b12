/** Shared functions of the commands about review stacks. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { remove } from "@groundwork/delivery/review/remove";
import { openStack } from "@groundwork/delivery/stack";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { type Stack, StackNotFoundError } from "@pulumi/pulumi/automation";

/** Destroys a stack's resources, removes the stack from the backend and its settings from this checkout. */
export async function removeEntirely(stack: Stack, signal: AbortSignal): Promise<void> {
  await remove(stack, { signal, engine: { onOutput: (text) => process.stdout.write(text) } });
  rmSync(settingsFile(stack.name), { force: true });
  console.log(`${stack.name} is removed.`);
}

/** Opens a stack; undefined if the backend has no stack of this name. */
export async function openIfThere(name: string): Promise<Stack | undefined> {
  try {
    return await openStack(name);
  } catch (error) {
    if (error instanceof Error && error.cause instanceof StackNotFoundError) return undefined;
    throw error;
  }
}

/** The settings file of a stack in this checkout. */
export const settingsFile = (stack: string) => join(projectFolder, `Pulumi.${stack}.yaml`);
