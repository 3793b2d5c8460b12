/** Shared functions of the commands about states. docs/state.md describes when to use which command. */
import { Command } from "@commander-js/extra-typings";
import { projectTypes } from "@groundwork/rehearse/project/config";
import { projectName } from "@groundwork/rehearse/project/files";
import { type Backend, openBackend } from "@groundwork/state/backend";
import { cutOffCreations, describeCutOff } from "@groundwork/state/pending";
import { backendOfProject } from "@groundwork/state/project-backend";
import { isReleaseUrn } from "@groundwork/state/releases";
import { readState, type StackName } from "@groundwork/state/stacks";

interface Named {
  readonly stack: string;
  readonly project?: string | undefined;
}

/** A command for a backend. */
export function backendCommand() {
  return new Command().option(
    "--backend <url>",
    "the backend, such as s3://… (default: PULUMI_BACKEND_URL, or backend.url in Pulumi.yaml)",
  );
}

/** A command for the state of one stack. */
export function stateCommand() {
  return backendCommand()
    .requiredOption("--stack <name>", "the stack")
    .option("--project <name>", "the stack's project (default: the name in Pulumi.yaml)");
}

/** The backend from `--backend`, the environment or Pulumi.yaml. */
export function backendOf({ backend }: { readonly backend?: string | undefined }): Backend {
  return openBackend(backend ?? process.env.PULUMI_BACKEND_URL ?? backendOfProject());
}

/** The stack from `--stack` and `--project`. */
export function nameOf({ stack, project = projectName() }: Named): StackName {
  return { project, stack };
}

/** Prints the resources whose creation was interrupted, and how to adopt them. Returns their number. */
export async function printPending(backend: Backend, name: StackName): Promise<number> {
  const { pending } = await readState(backend, name);
  if (pending.some(({ urn }) => isReleaseUrn(urn)))
    console.log(
      "\nAn operation on a Helm release was interrupted. Before the next update, look whether it blocks the release " +
        `(docs/runbooks/HelmReleaseBlocked.md):\n  npx --no groundwork state releases --stack ${name.stack}`,
    );
  const open = cutOffCreations(pending, undefined, projectTypes());
  if (open.length === 0) return 0;
  console.log(
    `\nThe creation of these resources was interrupted. They may exist without being in the state:`,
  );
  for (const each of open) console.log(`  ${describeCutOff(each)}`);
  console.log("\nFind them in AWS, then import those that exist into the state (docs/state.md):");
  const pairs = open.map(({ urn, id = "ID" }) => `'${urn}=${id}'`);
  console.log(`  npx --no groundwork state adopt --stack ${name.stack} \\\n    ${pairs.join(" \\\n    ")}`);
  return open.length;
}
