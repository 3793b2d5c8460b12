/** States in a folder, as `npx --no groundwork state` uses them after `pulumi login --local`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Backend, openBackend } from "../backend";
import { locksOf, unlock } from "../locks";

const name = { project: "groundwork", stack: "dev" };
const lock = ".pulumi/locks/organization/groundwork/dev/one.json";
let folder: string;
let backend: Backend;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "states-"));
  backend = openBackend(`file://${folder}`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("an object can be written, listed with its size, read, and removed", async () => {
  await backend.write(".pulumi/stacks/groundwork/dev.json", "{}");
  expect(await backend.list(".pulumi/stacks/")).toMatchObject([
    { key: ".pulumi/stacks/groundwork/dev.json", size: 2 },
  ]);
  expect(await backend.read(".pulumi/stacks/groundwork/dev.json")).toBe("{}");
  await backend.remove(".pulumi/stacks/groundwork/dev.json");
  expect(await backend.read(".pulumi/stacks/groundwork/dev.json")).toBeUndefined();
  expect(await backend.list(".pulumi/stacks/")).toEqual([]);
});

test("the lock of a process that has ended is removed, with the attributes file that the engine keeps beside it", async () => {
  const { hostname } = await import("node:os");
  await backend.write(
    lock,
    JSON.stringify({ pid: 2 ** 22, username: "me", hostname: hostname(), timestamp: new Date() }),
  );
  await backend.write(`${lock}.attrs`, "{}");
  expect(await locksOf(backend, name)).toMatchObject([{ holder: "dead", user: "me" }]);
  await unlock(backend, name);
  expect(await locksOf(backend, name)).toEqual([]);
  expect(await backend.read(`${lock}.attrs`)).toBeUndefined();
});
