/** `npm run state -- VERB`: looks after the states of all stacks; docs/state.md says when to use what. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectFolder, projectName } from "@groundwork/rehearse/project/files";
import { type Backend, openBackend } from "@groundwork/state/backend";
import { describeLock, locksOf, unlock } from "@groundwork/state/locks";
import { adopt, cutOffCreations, describeCutOff } from "@groundwork/state/pending";
import { listStacks, readState, type StackName } from "@groundwork/state/stacks";
import { restore, stateVersions } from "@groundwork/state/versions";
import { parse } from "yaml";
import { runScript } from "../script";

const usage = `Usage: npm run state -- VERB [--stack NAME] [--project NAME] [--backend s3://…]

  list                     all stacks of the backend, with the size and age of their states, and locks
  locks     --stack NAME   who holds the stack's locks, and whether the holder is alive
  unlock    --stack NAME   removes the locks of holders that are gone
                             --holder-is-gone   also of holders on other machines: you have looked
  pending   --stack NAME   resources whose creation was cut off, so that no state knows them
  adopt     --stack NAME URN=ID …   takes such resources into the state, and forgets the others
  versions  --stack NAME   earlier states [--limit 20], newest first
  restore   --stack NAME   puts back the newest state that can be read, when the present one cannot
                             --version ID       puts back that one

The backend is --backend, or PULUMI_BACKEND_URL, or backend.url in Pulumi.yaml; the project is the name in Pulumi.yaml.`;

const options = {
  stack: { type: "string" },
  project: { type: "string" },
  backend: { type: "string" },
  limit: { type: "string", default: "20" },
  version: { type: "string" },
  "holder-is-gone": { type: "boolean", default: false },
} as const;

interface Given {
  readonly rest: readonly string[];
  readonly limit: string;
  readonly version?: string | undefined;
  readonly "holder-is-gone": boolean;
}

const verbs: Readonly<Record<string, (backend: Backend, name: StackName, given: Given) => Promise<unknown>>> =
  {
    async locks(backend, name) {
      const locks = await locksOf(backend, name);
      console.log(locks.length === 0 ? `${name.stack} is not locked.` : `${name.stack} is locked:`);
      for (const lock of locks) console.log(`  ${describeLock(lock)}`);
    },

    async unlock(backend, name, given) {
      const removed = await unlock(backend, name, { holderIsGone: given["holder-is-gone"] });
      for (const lock of removed) console.log(`Removed ${describeLock(lock)}`);
      if (removed.length === 0) console.log(`${name.stack} is not locked.`);
      await printPending(backend, name);
    },

    async pending(backend, name) {
      if ((await printPending(backend, name)) === 0) console.log(`No creation in ${name.stack} was cut off.`);
    },

    async adopt(backend, name, { rest }) {
      const open = cutOffCreations((await readState(backend, name)).pending);
      const found = rest.map((each) => splitPair(each, open));
      await adopt("pulumi", {
        stack: name.stack,
        folder: process.cwd(),
        found,
        env: { PULUMI_BACKEND_URL: backend.url },
      });
      console.log(
        `Adopted ${found.length}, dropped ${open.length - found.length}. Now: pulumi up -s ${name.stack}`,
      );
    },

    async versions(backend, name, { limit }) {
      const count = Number(limit);
      if (!Number.isInteger(count) || count < 1)
        throw new Explained(`--limit is ${limit}; allowed is a whole number from 1`);
      for (const { id, modified, size, resources, problem, latest } of await stateVersions(
        backend,
        name,
        count,
      )) {
        const what = problem ?? `${resources} resources, ${(size / 1024).toFixed(0)} KiB`;
        console.log(`${id}  ${modified.toISOString()}  ${what}${latest ? "  (the present one)" : ""}`);
      }
    },

    async restore(backend, name, { version }) {
      const { id, modified, resources } = await restore(backend, name, version);
      console.log(`Restored version ${id} of ${modified.toISOString()}, with ${resources} resources.`);
      console.log(
        `What was done after it is unknown to it. See what differs: pulumi preview -s ${name.stack} --refresh`,
      );
      await printPending(backend, name);
    },
  };

async function list(backend: Backend): Promise<void> {
  const stacks = await listStacks(backend);
  if (stacks.length === 0) console.log(`${backend.url} holds no stacks.`);
  const locked = new Set(
    (await backend.list(".pulumi/locks/organization/")).map(({ key }) =>
      key.split("/").slice(3, 5).join("/"),
    ),
  );
  for (const { project, stack, size, modified } of stacks) {
    const state = `${project}/${stack}`;
    const lock = locked.has(state) ? "  locked" : "";
    console.log(
      `${state.padEnd(40)} ${(size / 1024).toFixed(0).padStart(6)} KiB  ${modified.toISOString()}${lock}`,
    );
  }
}

async function printPending(backend: Backend, name: StackName): Promise<number> {
  const open = cutOffCreations((await readState(backend, name)).pending);
  if (open.length === 0) return 0;
  console.log(`\nThe creation of these was cut off. They may exist, and then nothing knows them:`);
  for (const each of open) console.log(`  ${describeCutOff(each)}`);
  console.log("\nLook for them in AWS, then take those that exist into the state (docs/state.md):");
  const pairs = open.map(({ urn, id = "ID" }) => `'${urn}=${id}'`);
  console.log(`  npm run state -- adopt --stack ${name.stack} \\\n    ${pairs.join(" \\\n    ")}`);
  return open.length;
}

function splitPair(pair: string, open: readonly { readonly urn: string }[]): readonly [string, string] {
  const at = pair.indexOf("=");
  const [urn, id] = [pair.slice(0, at), pair.slice(at + 1)];
  if (at > 0 && id !== "" && open.some((each) => each.urn === urn)) return [urn, id];
  const allowed = open.map((each) => `  ${each.urn}=ID`).join("\n") || "  none: no creation was cut off";
  throw new Explained(
    `${pair} is not the URN and id of a resource whose creation was cut off; allowed are:\n${allowed}`,
  );
}

function backendOfProject(): string {
  const project: { backend?: { url?: string } } = parse(
    readFileSync(join(projectFolder, "Pulumi.yaml"), "utf8"),
  );
  return project.backend?.url ?? "";
}

void runScript(usage, async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [verb = "", ...rest] = positionals;
  const backend = openBackend(values.backend ?? process.env.PULUMI_BACKEND_URL ?? backendOfProject());
  if (verb === "list") return list(backend);
  if (!Object.hasOwn(verbs, verb)) {
    throw new Explained(`${verb === "" ? "No verb was given" : `${verb} is no verb`}.\n\n${usage}`);
  }
  const { stack, project = projectName() } = values;
  if (stack === undefined) throw new Explained(`Say which stack: npm run state -- ${verb} --stack NAME`);
  return verbs[verb]?.(backend, { project, stack }, { ...values, rest });
});
