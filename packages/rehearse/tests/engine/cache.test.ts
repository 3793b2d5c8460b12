import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheFolder, makeEngine, programIn } from "../../engine/cache";
import { versionOf } from "../../engine/version";
import { program, Sandbox } from "./sandbox";

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

const engine = async (root: string) => void program(programIn(root), "echo v3.259.0");

test("the folder follows the XDG specification", () => {
  expect(cacheFolder()).toBe(sandbox.cache);
  for (const value of ["", "relative"]) {
    process.env.XDG_CACHE_HOME = value;
    expect(cacheFolder()).toBe(join(homedir(), ".cache", "groundwork", "engine"));
  }
});

test("an engine appears in the cache only when it is complete", async () => {
  const seen: (readonly string[])[] = [];
  const root = await makeEngine(async (workshop) => {
    await engine(workshop);
    seen.push(sandbox.inCache());
  });
  expect(seen).toEqual([[expect.stringMatching(/^\.making-/)]]);
  expect(root).toBe(join(sandbox.cache, "3.259.0"));
  expect(sandbox.inCache()).toEqual(["3.259.0"]);
});

test("two processes that create the same engine at once both get a working one", async () => {
  const roots = await Promise.all([makeEngine(engine), makeEngine(engine)]);
  expect(await Promise.all(roots.map((root) => versionOf(programIn(root))))).toEqual(["3.259.0", "3.259.0"]);
  expect(sandbox.inCache()).toEqual(["3.259.0"]);
});

test("a failure leaves no files behind, and keeps an existing engine", async () => {
  sandbox.cached("3.259.0");
  await expect(
    makeEngine(async (workshop) => {
      await engine(workshop);
      throw new Error("cut off");
    }),
  ).rejects.toThrow("cut off");
  expect(sandbox.inCache()).toEqual(["3.259.0"]);
});

test("a broken engine in the cache is replaced by the new one", async () => {
  const path = sandbox.cached("3.259.0", "exit 1");
  await makeEngine(engine);
  expect(await versionOf(path)).toBe("3.259.0");
});

test("a full disk is reported as a full disk", async () => {
  const full = Object.assign(new Error("write"), { code: "ENOSPC" });
  await expect(makeEngine(() => Promise.reject(full))).rejects.toThrow(
    `the disk is full: not enough space for an engine in ${sandbox.cache}`,
  );
});

test("files of a killed process are removed, files of a running process are kept", async () => {
  const dead = 2 ** 22 + 1; // above the largest process id there is
  mkdirSync(join(sandbox.cache, `.making-${dead}-abc`), { recursive: true });
  mkdirSync(join(sandbox.cache, `.making-${process.ppid}-abc`));
  await makeEngine(engine);
  expect(sandbox.inCache()).toEqual([`.making-${process.ppid}-abc`, "3.259.0"]);
});
