/** Lists the versions of a stack's state and restores one. */
import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { Backend, Version } from "./backend";
import { describeLock, locksOf } from "./locks";
import { lockFolder, parseState, type StackName, stateKey } from "./stacks";

/** A version of a state, and its content. */
export interface StateVersion extends Version {
  /** Number of resources; undefined if it is not a valid state. */
  readonly resources: number | undefined;
  /** Why this version cannot be restored. */
  readonly problem: string | undefined;
}

/** The latest versions of a stack's state, newest first. An update writes a version at every step. */
export async function stateVersions(
  backend: Backend,
  name: StackName,
  limit: number,
): Promise<readonly StateVersion[]> {
  const key = stateKey(name);
  const versions = (await backend.versions(key)).slice(0, limit);
  return Promise.all(versions.map((version) => examine(backend, key, version)));
}

async function examine(backend: Backend, key: string, version: Version): Promise<StateVersion> {
  if (version.deletion) return { ...version, resources: undefined, problem: "the state was deleted" };
  const state = parseState((await backend.read(key, version.id)) ?? "");
  return typeof state === "string"
    ? { ...version, resources: undefined, problem: state }
    : { ...version, resources: state.resources.length, problem: undefined };
}

/**
 * Restores an earlier version of a stack's state by writing it as the newest one. The replaced state stays available as a
 * version. Holds the stack's lock while it runs.
 *
 * @param id the version. Default: the newest readable one if the current state is not readable
 * @throws Explained if the stack is locked, or the version does not exist or is not valid. Nothing is changed then.
 */
export async function restore(backend: Backend, name: StackName, id?: string): Promise<StateVersion> {
  return locked(backend, name, async () => {
    const key = stateKey(name);
    const chosen = id === undefined ? await newestSound(backend, name) : await named(backend, name, id);
    const text = await backend.read(key, chosen.id);
    if (text === undefined)
      throw new Explained(`Version ${chosen.id} no longer exists. Nothing was changed.`);
    await backend.write(key, text);
    return chosen;
  });
}

async function named(backend: Backend, name: StackName, id: string): Promise<StateVersion> {
  const key = stateKey(name);
  const version = (await backend.versions(key)).find((each) => each.id === id);
  const hint = `\`npx --no groundwork state versions --stack ${name.stack}\` lists them.`;
  if (!version) throw new Explained(`The state of ${name.stack} has no version ${id}. ${hint}`);
  const examined = await examine(backend, key, version);
  if (examined.problem === undefined) return examined;
  throw new Explained(`Version ${id} cannot be restored: ${examined.problem}. ${hint}`);
}

async function newestSound(backend: Backend, name: StackName): Promise<StateVersion> {
  const key = stateKey(name);
  const versions = await backend.versions(key);
  if (versions.length === 0) {
    throw new Explained(`${backend.url} has never had a state of ${name.stack} of ${name.project}.`);
  }
  for (const version of versions) {
    const examined = await examine(backend, key, version);
    if (examined.problem !== undefined) continue;
    if (!version.latest) return examined;
    throw new Explained(
      `The state of ${name.stack} can be read: there is nothing to repair. To restore an earlier version, select it ` +
        `with --version; \`npx --no groundwork state versions --stack ${name.stack}\` lists them.`,
    );
  }
  throw new Explained(`None of the ${versions.length} versions of ${name.stack}'s state can be read.`);
}

/** Runs a function while it holds the stack's lock, so that no update can run. */
export async function locked<T>(backend: Backend, name: StackName, work: () => Promise<T>): Promise<T> {
  const key = `${lockFolder(name)}${randomUUID()}.json`;
  const content = {
    pid: process.pid,
    username: userInfo().username,
    hostname: hostname(),
    timestamp: new Date(),
  };
  await backend.write(key, JSON.stringify(content));
  try {
    const others = (await locksOf(backend, name)).filter((lock) => lock.key !== key);
    if (others.length > 0) {
      const lines = others.map((lock) => `  ${describeLock(lock)}`);
      throw new Explained(`${name.stack} is locked; nothing was changed:\n${lines.join("\n")}`);
    }
    return await work();
  } finally {
    await backend.remove(key);
  }
}
