/** Resources whose creation was interrupted: they may exist, but no state contains them. */
import { knownTypes } from "@groundwork/rehearse/cloud";
import { partitionOf } from "@groundwork/rehearse/cloud/aws/partitions";
import type { Registry } from "@groundwork/rehearse/cloud/registry";
import { runAside } from "@groundwork/rehearse/engine/child";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { z } from "zod";
import type { Backend } from "./backend";
import { type PendingOperation, type StackName, stateKey } from "./stacks";
import { locked } from "./versions";

/** A creation that was interrupted, and the id that the resource has if it exists. */
export interface CutOff {
  readonly urn: string;
  readonly type: string;
  /** Undefined if only AWS knows it. */
  readonly id: string | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/**
 * Selects the creations among the pending operations.
 *
 * @param account the AWS account, whose id and partition are parts of some ids
 * @param types the registry of resource types. Default: the built-in types
 */
export function cutOffCreations(
  pending: readonly PendingOperation[],
  account?: { readonly accountId: string; readonly region: string },
  types: Registry = knownTypes,
): readonly CutOff[] {
  const partition = account && partitionOf(account.region).id;
  return pending
    .filter(({ kind }) => kind === "creating")
    .map(({ urn, inputs }) => {
      const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
      return { urn, type, inputs, id: types.importId(type, inputs, account?.accountId, partition) };
    });
}

/** Describes in one or two lines what to look for in the console. */
export function describeCutOff({ urn, type, id, inputs }: CutOff): string {
  const named = Object.entries(inputs)
    .filter(([key, value]) => typeof value === "string" && !key.startsWith("__"))
    .slice(0, 3)
    .map(([key, value]) => `${key}=${String(value).slice(0, 60)}`);
  const hint = id === undefined ? `id: look it up (${["type", type, ...named].join(" ")})` : `id: ${id}`;
  return `${urn}\n    ${hint}`;
}

const exported = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(z.looseObject({ urn: z.string() })).optional(),
    pending_operations: z
      .array(z.looseObject({ type: z.string(), resource: z.looseObject({ urn: z.string() }) }))
      .optional(),
  }),
});

/** The folder and the stack for `pulumi`. */
export interface Adoption {
  readonly stack: string;
  /** The project's folder. */
  readonly folder: string;
  /** URN and id of each resource. */
  readonly found: readonly (readonly [urn: string, id: string])[];
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Adds resources whose creation was interrupted to the state. All other interrupted creations of the stack are removed from
 * the state, so pass all existing resources in one call. Returns the URNs of those that do not exist under the given id.
 *
 * Does not use `pulumi refresh --import-pending-creates`: in 3.259, it only renames the pending operation and does not add the
 * resource to the state.
 *
 * @throws Explained if the engine fails
 */
export async function adopt(pulumi: string, adoption: Adoption): Promise<readonly string[]> {
  const { stack, folder, found, env } = adoption;
  const run = async (args: readonly string[], input = ""): Promise<string> => {
    const { status, stdout, stderr } = await runAside(
      pulumi,
      [...args, "--stack", stack, "--non-interactive"],
      {
        cwd: folder,
        env: { ...process.env, ...env },
        input,
      },
    );
    if (status === 0) return stdout;
    const said = `${stdout}\n${stderr}`.trim();
    throw new Explained(`pulumi ${args[0]} ${args[1] ?? ""} failed: ${said}`);
  };
  const read = async () => exported.parse(JSON.parse(await run(["stack", "export"])));
  const state = await read();
  await run(["stack", "import"], JSON.stringify(withAdopted(state, new Map(found))));
  if (found.length === 0) return [];
  const targets = found.flatMap(([urn]) => ["--target", urn]);
  await run(["refresh", "--yes", "--skip-preview", ...targets]);
  // The refresh removes resources that do not exist under their ids.
  const kept = new Set((await read()).deployment.resources?.map(({ urn }) => urn));
  return found.flatMap(([urn]) => (kept.has(urn) ? [] : [urn]));
}

const raw = z.looseObject({
  checkpoint: z.looseObject({
    latest: z.looseObject({
      pending_operations: z.array(z.looseObject({ resource: z.looseObject({ urn: z.string() }) })).optional(),
    }),
  }),
});

/**
 * Adds interrupted creations to the state again that an adoption removed. `pulumi stack import` removes all pending operations,
 * so the state is written directly, while holding the stack's lock.
 *
 * @param before the state, as text, before the adoption
 */
export async function keepCutOff(
  backend: Backend,
  name: StackName,
  before: string,
  urns: readonly string[],
): Promise<void> {
  await locked(backend, name, async () => {
    const pendingIn = (state: z.output<typeof raw>) => state.checkpoint.latest.pending_operations ?? [];
    const again = pendingIn(raw.parse(JSON.parse(before))).filter(({ resource }) =>
      urns.includes(resource.urn),
    );
    const state = raw.parse(JSON.parse((await backend.read(stateKey(name))) ?? ""));
    state.checkpoint.latest.pending_operations = [...pendingIn(state), ...again];
    await backend.write(stateKey(name), JSON.stringify(state, null, 4));
  });
}

/** Adds the interrupted creations that exist, given by URN and id, to the resources of an exported state. */
export function withAdopted(state: z.output<typeof exported>, ids: ReadonlyMap<string, string>) {
  const { resources = [], pending_operations: pending = [] } = state.deployment;
  const adopted = pending.flatMap(({ type, resource }) => {
    const id = ids.get(resource.urn);
    return type === "creating" && id !== undefined ? [{ ...resource, id, outputs: {} }] : [];
  });
  const kept = pending.filter(({ type }) => type !== "creating");
  // In an interrupted replacement, the old resource still exists. The engine deletes it when no resource depends on it.
  const replaced = new Set(adopted.map(({ urn }) => urn));
  const before = resources.map((each) => (replaced.has(each.urn) ? { ...each, delete: true } : each));
  // Their dependencies existed when their creation began, so they are added at the end.
  const deployment = { ...state.deployment, resources: [...before, ...adopted], pending_operations: kept };
  return { ...state, deployment };
}
