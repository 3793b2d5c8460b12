/**
 * Opens stacks without selecting them. The Automation API's Stack.select, create and createOrSelect run `pulumi stack
 * select` and `pulumi stack init`, which move the shell's selected stack: a later `pulumi up` without -s would then go to
 * another stack (docs/decisions/0030-nothing-selects-a-stack.md).
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type LocalWorkspace, Stack, StackNotFoundError } from "@pulumi/pulumi/automation";
import { Explained } from "../errors/explained";

/** Opens a stack that exists. @throws StackNotFoundError when the backend has none of this name */
export async function openUnselected(name: string, workspace: LocalWorkspace): Promise<Stack> {
  // Every later operation names its stack (--stack), so it is enough that the stack exists. This reads no state.
  workspace.selectStack = async (stack) => void (await workspace.listTags(stack));
  return Stack.select(name, workspace);
}

/** Opens a stack, and creates an empty one if there is none. @throws Explained when it cannot be created */
export async function openOrCreateUnselected(name: string, workspace: LocalWorkspace): Promise<Stack> {
  try {
    return await openUnselected(name, workspace);
  } catch (error) {
    if (!(error instanceof StackNotFoundError)) throw error;
    await create(name, workspace);
    return openUnselected(name, workspace);
  }
}

async function create(name: string, workspace: LocalWorkspace): Promise<void> {
  const { pulumiCommand, pulumiHome, envVars, workDir, secretsProvider } = workspace;
  const provider = secretsProvider === undefined ? [] : ["--secrets-provider", secretsProvider];
  const home = pulumiHome === undefined ? {} : { PULUMI_HOME: pulumiHome };
  const env = { ...process.env, ...home, ...envVars };
  const args = ["stack", "init", name, "--no-select", "--non-interactive", ...provider];
  try {
    await promisify(execFile)(pulumiCommand.command, args, { cwd: workDir, env });
  } catch (error) {
    const { stderr = String(error) }: { stderr?: string } = Object(error);
    throw new Explained(`The stack ${name} cannot be created:\n${stderr.trim()}`, { cause: error });
  }
}
