/** The stacks of this project as the scripts of the delivery meet them. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { openOrCreateUnselected, openUnselected } from "@groundwork/rehearse/lifecycle/unselected";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { CommandError, LocalWorkspace, type Stack, StackNotFoundError } from "@pulumi/pulumi/automation";
import { requireSecretsKey } from "./secrets-key";

/**
 * Opens a stack with the shell's own `pulumi`, login and project, so that what a person sees with `pulumi` and what the
 * pipeline sees are the same.
 *
 * @throws Explained when there is no such stack, no `pulumi`, or no way to the states.
 */
export async function openStack(name: string): Promise<Stack> {
  await requireSecretsKey(name);
  return explained(name, async () =>
    openUnselected(name, await LocalWorkspace.create({ workDir: projectFolder })),
  );
}

/** The same for a stack that may not exist yet. */
export async function openOrCreateStack(name: string, secretsProvider: string | undefined): Promise<Stack> {
  const provider = secretsProvider === undefined ? {} : { secretsProvider };
  return explained(name, async () =>
    openOrCreateUnselected(name, await LocalWorkspace.create({ workDir: projectFolder, ...provider })),
  );
}

/** The folder of the policy pack, which an update runs as the preview before it did. */
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
        `There is no stack ${name} in this backend. \`pulumi stack ls\` shows those that there are; ` +
          `docs/state.md says how to add one.`,
        { cause: error },
      );
    if (error instanceof CommandError && error.message.includes("ENOENT"))
      throw new Explained("There is no `pulumi` on the PATH: https://www.pulumi.com/docs/install/");
    if (error instanceof CommandError)
      throw new Explained(`The stack ${name} cannot be opened:\n${saidBy(error)}`);
    throw error;
  }
}

/** What the command wrote for people, without the Automation API's wrapping. */
function saidBy(error: CommandError): string {
  return /stderr: ([\s\S]*?)(\n err\?: |$)/.exec(error.message)?.[1]?.trim() || error.message;
}
