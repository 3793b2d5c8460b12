/** Opens the stacks of this project. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { openOrCreateUnselected, openUnselected } from "@groundwork/rehearse/lifecycle/unselected";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { CommandError, LocalWorkspace, type Stack, StackNotFoundError } from "@pulumi/pulumi/automation";
import { requireSecretsKey } from "./secrets-key";

/**
 * Opens a stack with the `pulumi`, login and project of the shell, so that users of `pulumi` and the pipeline see the same
 * stacks.
 *
 * @throws Explained if the stack or `pulumi` does not exist, or the backend is not accessible.
 */
export async function openStack(name: string): Promise<Stack> {
  await requireSecretsKey(name);
  return explained(name, async () =>
    openUnselected(name, await LocalWorkspace.create({ workDir: projectFolder })),
  );
}

/** Opens a stack, or creates it if it does not exist. */
export async function openOrCreateStack(name: string, secretsProvider: string | undefined): Promise<Stack> {
  const provider = secretsProvider === undefined ? {} : { secretsProvider };
  return explained(name, async () =>
    openOrCreateUnselected(name, await LocalWorkspace.create({ workDir: projectFolder, ...provider })),
  );
}

/** The folder of the policy pack, which previews and updates run. */
export function policyPacks(): readonly string[] {
  const folder = join(projectFolder, "policy");
  return existsSync(join(folder, "PulumiPolicy.yaml")) ? [folder] : [];
}

async function explained(name: string, work: () => Promise<Stack>): Promise<Stack> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StackNotFoundError)
      throw new Explained(
        `There is no stack ${name} in this backend. \`pulumi stack ls\` lists the existing stacks; ` +
          `docs/state.md describes how to add one.`,
        { cause: error },
      );
    if (error instanceof CommandError && error.message.includes("ENOENT"))
      throw new Explained("There is no `pulumi` on the PATH: https://www.pulumi.com/docs/install/");
    if (error instanceof CommandError)
      throw new Explained(`The stack ${name} cannot be opened:\n${stderrOf(error)}`);
    throw error;
  }
}

/** The command's stderr, without the text that the Automation API adds. */
function stderrOf(error: CommandError): string {
  return /stderr: ([\s\S]*?)(\n err\?: |$)/.exec(error.message)?.[1]?.trim() || error.message;
}
