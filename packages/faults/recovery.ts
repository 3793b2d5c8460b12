/** What a person does after a fault, as docs/state.md says it. */

import type { CloudResource } from "@groundwork/rehearse/cloud/cloud";
import { projectName } from "@groundwork/rehearse/project/files";
import { openBackend } from "@groundwork/state/backend";
import { locksOf, unlock } from "@groundwork/state/locks";
import { adopt, cutOffCreations } from "@groundwork/state/pending";
import { readState } from "@groundwork/state/stacks";
import type { World } from "./world";

const backendOf = ({ rehearsed }: World) =>
  openBackend(rehearsed.stack.workspace.envVars.PULUMI_BACKEND_URL ?? "");
const nameOfStack = ({ stack }: World) => ({ project: projectName(), stack });

/**
 * "A creation failed, and the resource exists": it holds nothing yet, so it is removed in the console, and the next
 * `up` makes it anew. Gives what went wrong in that.
 */
export function removeByHand(world: World): string[] {
  const left = world.orphans();
  if (left.length > 1) return [`${left.length} resources at once that no state knows`];
  for (const { type, id } of left) world.cloud.tamper(type, id, "delete");
  return [];
}

/**
 * "Clear a stale lock", and what comes with it: `unlock`, `pending`, and `adopt` with the ids that the console shows.
 * Gives how many locks there were and how many creations had been cut off.
 */
export async function recover(world: World): Promise<{ locks: number; cutOff: number; adopted: number }> {
  const [backend, name] = [backendOf(world), nameOfStack(world)];
  const locks = await unlock(backend, name);
  const open = cutOffCreations((await readState(backend, name)).pending);
  if (open.length === 0) return { locks: locks.length, cutOff: 0, adopted: 0 };
  const found = open.flatMap(({ urn, type }) => {
    const there = world.orphans().find((each) => isNamed(urn, type, each));
    return there ? [[urn, there.id] as const] : [];
  });
  const { workDir, envVars, pulumiHome } = world.rehearsed.stack.workspace;
  const env = { ...envVars, ...(pulumiHome === undefined ? {} : { PULUMI_HOME: pulumiHome }) };
  await adopt(world.engine.command, { stack: world.stack, folder: workDir, found, env });
  return { locks: locks.length, cutOff: open.length, adopted: found.length };
}

function isNamed(urn: string, type: string, resource: CloudResource): boolean {
  return resource.type === type && urn.endsWith(`::${resource.name}`);
}

/** The process that holds the stack's lock: the engine. */
export async function engineOf(world: World): Promise<number | undefined> {
  return (await locksOf(backendOf(world), nameOfStack(world))).find(({ holder }) => holder === "alive")?.pid;
}
