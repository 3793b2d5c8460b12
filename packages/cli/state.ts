/** What the commands about states have in common. docs/state.md says when to use which. */
import { Command } from "@commander-js/extra-typings";
import { projectTypes } from "@groundwork/rehearse/project/config";
import { projectName } from "@groundwork/rehearse/project/files";
import { type Backend, openBackend } from "@groundwork/state/backend";
import { cutOffCreations, describeCutOff } from "@groundwork/state/pending";
import { backendOfProject } from "@groundwork/state/project-backend";
import { readState, type StackName } from "@groundwork/state/stacks";

interface Named {
  readonly stack: string;
  readonly project?: string | undefined;
}

/** A command about a backend. */
export function backendCommand() {
  return new Command().option(
    "--backend <url>",
    "the backend, such as s3://… (default: PULUMI_BACKEND_URL, or backend.url in Pulumi.yaml)",
  );
}

/** A command about the state of one stack. */
export function stateCommand() {
  return backendCommand()
    .requiredOption("--stack <name>", "the stack")
    .option("--project <name>", "the stack's project (default: the name in Pulumi.yaml)");
}

/** The backend that `--backend`, the environment or the project names. */
export function backendOf({ backend }: { readonly backend?: string | undefined }): Backend {
  return openBackend(backend ?? process.env.PULUMI_BACKEND_URL ?? backendOfProject());
}

/** The stack that `--stack` and `--project` name. */
export function nameOf({ stack, project = projectName() }: Named): StackName {
  return { project, stack };
}

/** Prints the resources whose creation was cut off, and how to adopt them. Returns how many there are. */
export async function printPending(backend: Backend, name: StackName): Promise<number> {
  const open = cutOffCreations((await readState(backend, name)).pending, undefined, projectTypes());
  if (open.length === 0) return 0;
  console.log(`\nThe creation of these was cut off. They may exist, and then nothing knows them:`);
  for (const each of open) console.log(`  ${describeCutOff(each)}`);
  console.log("\nLook for them in AWS, then take those that exist into the state (docs/state.md):");
  const pairs = open.map(({ urn, id = "ID" }) => `'${urn}=${id}'`);
  console.log(`  npx --no groundwork state adopt --stack ${name.stack} \\\n    ${pairs.join(" \\\n    ")}`);
  return open.length;
}
