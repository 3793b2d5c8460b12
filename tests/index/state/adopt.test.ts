/** Runs `groundwork state adopt` like a user, after creations were interrupted. */
import { readState, stateKey } from "@groundwork/state/stacks";
import { realEngine } from "./engine";
import { openInFolder } from "./small-project";

const NAME = { project: "groundwork", stack: "dev" };
const AUDIT = "urn:pulumi:dev::groundwork::aws:cloudwatch/logGroup:LogGroup::audit";
const DATABASE = "urn:pulumi:dev::groundwork::aws:rds/instance:Instance::database-primary";

let small: Awaited<ReturnType<typeof openInFolder>>;
const ids = new Map<string, string>();
beforeAll(async () => {
  small = await openInFolder(await realEngine());
  expect(await small.run("pulumi stack init dev && pulumi up -s dev --yes")).toMatchObject({ status: 0 });
  for (const { urn, id } of (await readState(small.store, NAME)).resources) ids.set(urn, id ?? "");
}, 600_000);
afterAll(() => small?.close());

/** Moves resources of the state to its interrupted creations, as a killed update leaves them. */
async function cutOff(...urns: readonly string[]): Promise<void> {
  const state = JSON.parse((await small.store.read(stateKey(NAME))) ?? "");
  const { latest } = state.checkpoint;
  const pending = (latest.pending_operations ?? []).map((each: { resource: unknown }) => each.resource);
  const all: readonly { readonly urn: string }[] = [...latest.resources, ...pending];
  latest.pending_operations = all
    .filter(({ urn }) => urns.includes(urn))
    .map((resource) => ({ type: "creating", resource }));
  latest.resources = all.filter(({ urn }) => !urns.includes(urn));
  await small.store.write(stateKey(NAME), JSON.stringify(state));
}

/** The URNs that the state lists as interrupted, and those that it lists as resources. */
async function known() {
  const { pending, resources } = await readState(small.store, NAME);
  const among = (list: readonly { readonly urn: string }[]) =>
    list.flatMap(({ urn }) => ([AUDIT, DATABASE].includes(urn) ? [urn] : [])).sort();
  return { pending: among(pending), resources: among(resources) };
}

const adopt = (args: string) => small.run(`npx --no groundwork state adopt --stack dev ${args}`);

test("without ids, it lists the creations that it would forget, fails, and changes nothing", async () => {
  await cutOff(AUDIT, DATABASE);
  const before = await small.store.read(stateKey(NAME));
  const { status, output } = await adopt("");
  expect(output).toMatch(/would be forgotten:[\s\S]*LogGroup::audit/);
  expect(output).toMatch(/would be forgotten:[\s\S]*Instance::database-primary/);
  expect(output).toMatch(/--forget/);
  expect(status).toBe(1);
  expect(await small.store.read(stateKey(NAME))).toBe(before);
}, 120_000);

test("with one of two ids, it lists the other creation, fails, and changes nothing", async () => {
  const before = await small.store.read(stateKey(NAME));
  const { status, output } = await adopt(`'${AUDIT}=${ids.get(AUDIT)}'`);
  expect(output).toMatch(/would be forgotten:\n {2}\S*Instance::database-primary/);
  expect(output).not.toMatch(/forgotten:[\s\S]*LogGroup/);
  expect(status).toBe(1);
  expect(await small.store.read(stateKey(NAME))).toBe(before);
}, 120_000);

test("the placeholder ID of the suggested command is rejected", async () => {
  const before = await small.store.read(stateKey(NAME));
  const { status, output } = await adopt(`'${AUDIT}=ID' '${DATABASE}=${ids.get(DATABASE)}'`);
  expect(output).toMatch(/replace ID with the resource's id in AWS/);
  expect(status).toBe(1);
  expect(await small.store.read(stateKey(NAME))).toBe(before);
}, 120_000);

test("a resource that does not exist under the given id stays among the interrupted creations, and the command fails", async () => {
  const { status, output } = await adopt(`'${AUDIT}=${ids.get(AUDIT)}' '${DATABASE}=mistyped'`);
  expect(output).toMatch(/Adopted 1\b/);
  expect(output).toMatch(/not found under the given id:\n {2}\S*Instance::database-primary=mistyped/);
  expect(status).toBe(1);
  expect(await known()).toEqual({ pending: [DATABASE], resources: [AUDIT] });
}, 120_000);

test("--forget drops the creations without an id", async () => {
  await cutOff(AUDIT, DATABASE);
  const { status, output } = await adopt(`'${DATABASE}=${ids.get(DATABASE)}' --forget`);
  expect(output).toMatch(/Adopted 1, forgot 1/);
  expect(status).toBe(0);
  expect(await known()).toEqual({ pending: [], resources: [DATABASE] });
}, 120_000);

test("without interrupted creations, it does nothing", async () => {
  const { status, output } = await adopt("");
  expect(output).toMatch(/No creation in dev was interrupted/);
  expect(status).toBe(0);
}, 120_000);
