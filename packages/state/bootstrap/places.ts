/** The two locations of bootstrap's state: first a folder, then the bucket that bootstrap creates. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openOrCreateUnselected } from "@groundwork/rehearse/lifecycle/unselected";
import { projectName } from "@groundwork/rehearse/project/files";
import { LocalWorkspace, type PulumiCommand, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { type Backend, openBackend } from "../backend";
import { parseState, type StackName, type State, stateKey } from "../stacks";
import { accountConfig, accountFolder } from "./config";
import type { Target } from "./options";

/** The name of the account's stack. */
export function accountStack(stack: string): StackName {
  return { project: projectName(accountFolder()), stack };
}

/** The parameters for opening a stack. */
export interface Opening {
  readonly engine: PulumiCommand;
  readonly program: PulumiFn;
  /** The project's folder, `account`. */
  readonly folder: string;
  readonly stack: string;
  readonly target: Target;
}

/** The folder of the first state, inside the project's folder. It is in .gitignore. */
export function localFolder(folder: string): string {
  return join(folder, ".local-state");
}

/** The state in the folder; undefined if there is none. */
export function localState({ folder, stack }: Pick<Opening, "folder" | "stack">): State | undefined {
  const file = join(localFolder(folder), stateKey(accountStack(stack)));
  return existsSync(file) ? sound(readFileSync(file, "utf8"), file) : undefined;
}

/** The state in the bucket; undefined if there is none. */
export async function remoteState({
  stack,
  target,
}: Pick<Opening, "stack" | "target">): Promise<State | undefined> {
  const text = await bucketOf(target).read(stateKey(accountStack(stack)));
  return text === undefined ? undefined : sound(text, target.backendUrl);
}

/** The bucket's objects. */
export function bucketOf({ backendUrl }: Target): Backend {
  return openBackend(withStandIn(backendUrl));
}

/** Opens the stack in the folder. It has no secrets, so its passphrase is empty. */
export async function openLocal(opening: Opening): Promise<Stack> {
  const folder = localFolder(opening.folder);
  mkdirSync(folder, { recursive: true });
  return open(opening, `file://${folder}?metadata=skip`, { PULUMI_CONFIG_PASSPHRASE: "" });
}

/** Opens the stack in the bucket, and creates an empty one if there is none. */
export async function openRemote(opening: Opening): Promise<Stack> {
  const { target, stack } = opening;
  return open(opening, withStandIn(target.backendUrl), {}, accountConfig().secretsProvider(target, stack));
}

async function open(
  { engine, program, folder, stack }: Opening,
  url: string,
  env: Readonly<Record<string, string>>,
  provider?: string,
): Promise<Stack> {
  const workspace = await LocalWorkspace.create({
    workDir: folder,
    pulumiCommand: engine,
    program,
    ...(provider === undefined ? {} : { secretsProvider: provider }),
    envVars: { ...env, PULUMI_BACKEND_URL: url, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  return openOrCreateUnselected(stack, workspace);
}

/** Another endpoint for S3, such as a simulated one, has no host names for buckets. */
function withStandIn(url: string): string {
  return process.env.AWS_ENDPOINT_URL === undefined ? url : `${url}&use_path_style=true`;
}

function sound(text: string, where: string): State {
  const state = parseState(text);
  if (typeof state === "string") throw new Error(`the state in ${where} cannot be read: ${state}`);
  return state;
}
