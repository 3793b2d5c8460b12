/** The two places where bootstrap's own state lies: a folder at first, the bucket that it makes after that. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LocalWorkspace, type PulumiCommand, type PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { secretsProvider } from "../../infra/bootstrap/names";
import { openBackend } from "../state/backend";
import { parseState, type State, stateKey } from "../state/stacks";
import type { Target } from "./options";

export const PROJECT = "groundwork-bootstrap";

/** How a stack is opened. */
export interface Opening {
  readonly engine: PulumiCommand;
  readonly program: PulumiFn;
  /** The project's folder, `infra/bootstrap`. */
  readonly folder: string;
  readonly stack: string;
  readonly target: Target;
}

/** The folder for the first state, inside the project's; it is in .gitignore. */
export function localFolder(folder: string): string {
  return join(folder, ".local-state");
}

/** The state in the folder; undefined when there is none. */
export function localState({ folder, stack }: Pick<Opening, "folder" | "stack">): State | undefined {
  const file = join(localFolder(folder), stateKey({ project: PROJECT, stack }));
  return existsSync(file) ? sound(readFileSync(file, "utf8"), file) : undefined;
}

/** The state in the bucket; undefined when there is none. */
export async function remoteState({
  stack,
  target,
}: Pick<Opening, "stack" | "target">): Promise<State | undefined> {
  const text = await openBackend(withStandIn(target.backendUrl)).read(stateKey({ project: PROJECT, stack }));
  return text === undefined ? undefined : sound(text, target.backendUrl);
}

/** Opens the stack in the folder. It holds no secret, so its passphrase is empty. */
export async function openLocal(opening: Opening): Promise<Stack> {
  const folder = localFolder(opening.folder);
  mkdirSync(folder, { recursive: true });
  return open(opening, `file://${folder}`, { PULUMI_CONFIG_PASSPHRASE: "" });
}

/** Opens the stack in the bucket, and makes an empty one when there is none. */
export async function openRemote(opening: Opening): Promise<Stack> {
  const { target, stack } = opening;
  return open(opening, withStandIn(target.backendUrl), {}, secretsProvider(target, stack));
}

/**
 * Puts in order what a run that was killed left in the folder, which is nobody else's: locks, and files cut off in the
 * middle (the engine writes `.attrs` files in place, and its state with a copy of the one before beside it).
 *
 * @returns how many things were wrong
 */
export function tidyLocal({ folder, stack }: Pick<Opening, "folder" | "stack">): number {
  const books = localFolder(folder);
  if (!existsSync(books)) return 0;
  const files = readdirSync(books, { recursive: true, encoding: "utf8" }).map((name) => join(books, name));
  const wrong = files.filter(
    (file) => /locks.*\.json$/.test(file) || (file.endsWith(".attrs") && !isJson(readFileSync(file, "utf8"))),
  );
  for (const file of wrong) rmSync(file, { force: true });
  const state = join(books, stateKey({ project: PROJECT, stack }));
  if (!existsSync(state) || typeof parseState(readFileSync(state, "utf8")) !== "string") return wrong.length;
  if (existsSync(`${state}.bak`)) copyFileSync(`${state}.bak`, state);
  return wrong.length + 1;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
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
  return Stack.createOrSelect(stack, workspace);
}

/** Another address for S3, where one is set, has no host names for buckets. */
function withStandIn(url: string): string {
  return process.env.AWS_ENDPOINT_URL === undefined ? url : `${url}&use_path_style=true`;
}

function sound(text: string, where: string): State {
  const state = parseState(text);
  if (typeof state === "string") throw new Error(`the state in ${where} cannot be read: ${state}`);
  return state;
}
