/** The keys of the engine's objects in a backend, and the content of a state. */

import { Explained } from "@groundwork/rehearse/errors/explained";
import { z } from "zod";
import type { Backend } from "./backend";

/** A stack of a project, as in the key of its state. */
export interface StackName {
  readonly project: string;
  readonly stack: string;
}

const ROOT = ".pulumi";

/** https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/store.go */
export const stateKey = ({ project, stack }: StackName) => `${ROOT}/stacks/${project}/${stack}.json`;
export const lockFolder = ({ project, stack }: StackName) =>
  `${ROOT}/locks/organization/${project}/${stack}/`;

/** A resource that the engine was creating, changing or deleting when it was interrupted. */
export interface PendingOperation {
  readonly kind: string;
  readonly urn: string;
  readonly id: string | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** The parts of a state that this package uses. */
export interface State {
  readonly resources: readonly {
    readonly urn: string;
    readonly id: string | undefined;
    /** Whether the engine rejects deleting it. */
    readonly protect: boolean;
  }[];
  readonly pending: readonly PendingOperation[];
}

const resource = z.object({
  urn: z.string().startsWith("urn:pulumi:"),
  id: z.string().optional(),
  parent: z.string().optional(),
  protect: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
});
const checkpoint = z.object({
  version: z.number(),
  checkpoint: z.object({
    latest: z
      .object({
        resources: z.array(resource).optional(),
        pending_operations: z.array(z.object({ resource, type: z.string() })).optional(),
      })
      .nullish(),
  }),
});

/** Parses a state. Returns the reason as text if it is not valid. */
export function parseState(text: string): State | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return text.trim() === "" ? "it is empty" : "it is not JSON";
  }
  const { data, error } = checkpoint.safeParse(json);
  if (!data) return `it is not a state: ${error.issues[0]?.path.join(".")}: ${error.issues[0]?.message}`;
  const { latest } = data.checkpoint;
  const resources = (latest?.resources ?? []).map(({ urn, id, protect = false }) => ({ urn, id, protect }));
  const known = new Set(resources.map(({ urn }) => urn));
  const orphan = latest?.resources?.find(({ parent }) => parent !== undefined && !known.has(parent));
  if (orphan) return `it is incomplete: the parent of ${orphan.urn} is missing`;
  const pending = (latest?.pending_operations ?? []).map(({ type, resource: { urn, id, inputs } }) => ({
    kind: type,
    urn,
    id,
    inputs: inputs ?? {},
  }));
  return { resources, pending };
}

/** All stacks of a backend. Reads no states, so that the duration does not depend on their size. */
export async function listStacks(backend: Backend) {
  const folder = `${ROOT}/stacks/`;
  return (await backend.list(folder)).flatMap(({ key, size, modified }) => {
    const [, project, stack] = /^([^/]+)\/([^/]+)\.json$/.exec(key.slice(folder.length)) ?? [];
    return project === undefined || stack === undefined ? [] : [{ project, stack, size, modified }];
  });
}

/** @throws Explained if the stack has no state, or its state cannot be read. */
export async function readState(backend: Backend, name: StackName): Promise<State> {
  const text = await backend.read(stateKey(name));
  if (text === undefined) throw new Explained(await noSuchStack(backend, name));
  const state = parseState(text);
  if (typeof state !== "string") return state;
  throw new Explained(
    `The state of ${name.stack} cannot be read: ${state}. ` +
      `\`npx --no groundwork state versions --stack ${name.stack}\` lists the versions to restore.`,
  );
}

/** @throws Explained when the backend has no state, no earlier state and no lock of the stack. */
export async function requireStack(backend: Backend, name: StackName): Promise<void> {
  const known = await listStacks(backend);
  if (known.some(({ project, stack }) => project === name.project && stack === name.stack)) return;
  // The state may have been deleted, and an update that was killed early leaves a lock alone.
  if ((await backend.versions(stateKey(name))).length > 0) return;
  if ((await backend.list(lockFolder(name))).length > 0) return;
  throw new Explained(await noSuchStack(backend, name));
}

const encrypted = z.object({
  checkpoint: z.object({
    latest: z.object({
      secrets_providers: z.object({
        type: z.literal("cloud"),
        state: z.object({ url: z.string(), encryptedkey: z.string() }),
      }),
    }),
  }),
});

/** The key of a stack's secrets, from its state. Undefined without a state, or if a passphrase encrypts the secrets. */
export async function secretsKey(
  backend: Backend,
  name: StackName,
): Promise<{ readonly url: string; readonly encryptedkey: string } | undefined> {
  const text = await backend.read(stateKey(name));
  if (text === undefined || typeof parseState(text) === "string") return undefined;
  return encrypted.safeParse(JSON.parse(text)).data?.checkpoint.latest.secrets_providers.state;
}

async function noSuchStack(backend: Backend, { project, stack }: StackName): Promise<string> {
  const stacks = (await listStacks(backend)).filter((each) => each.project === project);
  const names = stacks.map((each) => each.stack).join(", ") || "none";
  return `${backend.url} has no state of the stack ${stack} of ${project}; it has: ${names}.`;
}
