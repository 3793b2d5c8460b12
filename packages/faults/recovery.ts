/** The recovery steps of docs/state.md, as an administrator carries them out after a fault. */

import type { CloudResource } from "@groundwork/rehearse/cloud/cloud";
import { isBlocked, releaseType, removePending } from "@groundwork/rehearse/cloud/kubernetes/helm";
import { projectName } from "@groundwork/rehearse/project/files";
import { openBackend } from "@groundwork/state/backend";
import { locksOf, unlock } from "@groundwork/state/locks";
import { adopt, cutOffCreations } from "@groundwork/state/pending";
import { readState } from "@groundwork/state/stacks";
import type { TestStack } from "./test-stack";

const backendOf = ({ rehearsed }: TestStack) =>
  openBackend(rehearsed.stack.workspace.envVars.PULUMI_BACKEND_URL ?? "");
const nameOfStack = ({ stack }: TestStack) => ({ project: projectName(), stack });

/**
 * "A creation failed, and the resource exists": the resource is still empty, so it is deleted in the console, and the
 * next `up` creates it again. Returns the problems found.
 */
export function removeByHand(testStack: TestStack): string[] {
  const left = testStack.orphans();
  if (left.length > 1) return [`${left.length} resources at once that are not in the state`];
  for (const { type, id } of left) testStack.cloud.tamper(type, id, "delete");
  return [];
}

/**
 * "Repair a Helm release": `state releases --repair` removes the revisions after the one that was deployed last. Returns how many
 * releases were blocked.
 */
export function repairReleases({ cloud }: TestStack): number {
  const blocked = cloud.list(releaseType).filter(isBlocked);
  for (const release of blocked) removePending(cloud, release);
  return blocked.length;
}

/**
 * "Clear a stale lock" and the following steps: `unlock`, `releases --repair`, `pending`, and `adopt` with the ids that the
 * console shows. Returns how many locks there were, and how many creations were interrupted.
 */
export async function recover(
  testStack: TestStack,
): Promise<{ locks: number; cutOff: number; adopted: number }> {
  const locks = await unlockAll(testStack);
  repairReleases(testStack);
  return { locks, ...(await adoptAll(testStack)) };
}

/** Removes stale locks. Returns their number. */
export async function unlockAll(testStack: TestStack): Promise<number> {
  return (await unlock(backendOf(testStack), nameOfStack(testStack))).length;
}

/** Adopts the resources whose creation was interrupted. Returns how many there were, and how many of them exist. */
export async function adoptAll(testStack: TestStack): Promise<{ cutOff: number; adopted: number }> {
  const open = cutOffCreations((await readState(backendOf(testStack), nameOfStack(testStack))).pending);
  if (open.length === 0) return { cutOff: 0, adopted: 0 };
  const found = open.flatMap(({ urn, type }) => {
    const there = testStack.orphans().find((each) => isNamed(urn, type, each));
    return there ? [[urn, there.id] as const] : [];
  });
  const { workDir, envVars, pulumiHome } = testStack.rehearsed.stack.workspace;
  const env = { ...envVars, ...(pulumiHome === undefined ? {} : { PULUMI_HOME: pulumiHome }) };
  await adopt(testStack.engine.command, { stack: testStack.stack, folder: workDir, found, env });
  return { cutOff: open.length, adopted: found.length };
}

function isNamed(urn: string, type: string, resource: CloudResource): boolean {
  return resource.type === type && urn.endsWith(`::${resource.name}`);
}

/** Process id of the engine: the process that holds the stack's lock. */
export async function engineOf(testStack: TestStack): Promise<number | undefined> {
  return (await locksOf(backendOf(testStack), nameOfStack(testStack))).find(
    ({ holder }) => holder === "alive",
  )?.pid;
}
