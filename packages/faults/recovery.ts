/** What a person does after a fault, as docs/state.md says it. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { openBackend } from "@groundwork/state/backend";
import { unlock } from "@groundwork/state/locks";
import { cutOffCreations } from "@groundwork/state/pending";
import { readState } from "@groundwork/state/stacks";
import type { CloudResource } from "@groundwork/rehearse/cloud/cloud";
import { projectFolder } from "@groundwork/rehearse/project/files";
import type { World } from "./world";

const backendOf = ({ rehearsed }: World) =>
  openBackend(rehearsed.stack.workspace.envVars.PULUMI_BACKEND_URL ?? "");
const nameOfStack = ({ stack }: World) => ({ project: "groundwork", stack });

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
    return there ? [`${urn}=${there.id}`] : [];
  });
  await npmRunState(world, ["adopt", "--stack", world.stack, ...found]);
  return { locks: locks.length, cutOff: open.length, adopted: found.length };
}

function isNamed(urn: string, type: string, resource: CloudResource): boolean {
  return resource.type === type && urn.endsWith(`::${resource.name}`);
}

/** `npm run state -- …` in the stack's folder. The cloud is in this process, so it must not be waited for idly. */
function npmRunState({ rehearsed, engine }: World, args: readonly string[]): Promise<void> {
  const { workDir: cwd, envVars, pulumiHome } = rehearsed.stack.workspace;
  const env = {
    ...process.env,
    ...envVars,
    ...(pulumiHome === undefined ? {} : { PULUMI_HOME: pulumiHome }),
    PATH: `${dirname(engine.command)}:${process.env.PATH}`,
  };
  const tsx = [require.resolve("tsx/cli"), "--tsconfig", join(projectFolder, "tsconfig.json")];
  const command = [...tsx, join(projectFolder, "packages/cli/commands/state.ts"), ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("error", reject);
    child.once("close", (status) =>
      status === 0 ? resolve() : reject(new Error(`npm run state -- ${args[0]} failed: ${said}`)),
    );
  });
}

/** The process that holds the stack's lock: the engine. */
export async function engineOf(world: World): Promise<number | undefined> {
  const { locksOf } = await import("@groundwork/state/locks");
  return (await locksOf(backendOf(world), nameOfStack(world))).find(({ holder }) => holder === "alive")?.pid;
}
