/**
 * Opens stacks without selecting them. The Automation API's Stack.select, create and createOrSelect run `pulumi stack
 * select` and `pulumi stack init`, which change the stack that the shell has selected: a later `pulumi up` without -s would then
 * update another stack (docs/decisions/0031-nothing-selects-a-stack.md).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalWorkspace, Stack, StackNotFoundError } from "@pulumi/pulumi/automation";
import { runAside } from "../engine/child";
import { Explained } from "../errors/explained";

/** A command of the engine failed; the message has its errors. */
export class EngineCommandFailed extends Explained {}

/** Opens an existing stack. @throws StackNotFoundError if the backend has no stack with this name */
export async function openUnselected(name: string, workspace: LocalWorkspace): Promise<Stack> {
  // All later operations pass --stack, so it is sufficient that the stack exists. This reads no state.
  workspace.selectStack = async (stack) => void (await workspace.listTags(stack));
  return Stack.select(name, workspace);
}

/** Opens a stack, and creates an empty one if there is none. @throws EngineCommandFailed if it cannot be created */
export async function openOrCreateUnselected(name: string, workspace: LocalWorkspace): Promise<Stack> {
  try {
    return await openUnselected(name, workspace);
  } catch (error) {
    if (!(error instanceof StackNotFoundError)) throw error;
    await create(name, workspace);
    return openUnselected(name, workspace);
  }
}

/**
 * Removes an empty stack from the backend, with its file in the project's folder.
 *
 * @throws EngineCommandFailed if the engine fails, for example because the stack has resources
 */
export async function removeUnselected({ name, workspace }: Stack): Promise<void> {
  const { pulumiHome = process.env.PULUMI_HOME ?? join(homedir(), ".pulumi") } = workspace;
  // `pulumi stack rm` clears the selection, even if another stack is selected. So it runs with a home without a selection.
  const home = mkdtempSync(join(tmpdir(), "groundwork-home-"));
  try {
    await run(workspace, ["stack", "rm", name, "--yes"], `The stack ${name} cannot be removed`, {
      PULUMI_CREDENTIALS_PATH: process.env.PULUMI_CREDENTIALS_PATH ?? pulumiHome,
      PULUMI_HOME: home,
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function create(name: string, workspace: LocalWorkspace): Promise<void> {
  const { secretsProvider } = workspace;
  const provider = secretsProvider === undefined ? [] : ["--secrets-provider", secretsProvider];
  const args = ["stack", "init", name, "--no-select", ...provider];
  await run(workspace, args, `The stack ${name} cannot be created`);
}

async function run(
  { pulumiCommand, pulumiHome, envVars, workDir }: Stack["workspace"],
  args: readonly string[],
  failure: string,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const home = pulumiHome === undefined ? {} : { PULUMI_HOME: pulumiHome };
  const env = { ...process.env, ...home, ...envVars, ...more };
  const { status, stderr } = await runAside(
    pulumiCommand?.command ?? "pulumi",
    [...args, "--non-interactive"],
    {
      cwd: workDir,
      env,
    },
  );
  if (status !== 0) throw new EngineCommandFailed(`${failure}:\n${stderr.trim()}`);
}
