import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { sweepFolders, temporaryFolder } from "../processes/temporary";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-temporary-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Creates a folder in another process, which ends without removing it, as after `kill -9`. */
function leftBehind(prefix: string): string {
  const script = `const { temporaryFolder } = require(${JSON.stringify(require.resolve("../processes/temporary"))});
    console.log(temporaryFolder("${prefix}", "${folder}").path); process.kill(process.pid, "SIGKILL")`;
  const { stdout } = spawnSync(process.execPath, ["--require", require.resolve("tsx/cjs"), "-e", script], {
    encoding: "utf8",
  });
  return stdout.trim();
}

test("a folder is gone after remove", () => {
  const { path, remove } = temporaryFolder("one-", folder);
  writeFileSync(join(path, "file"), "");
  remove();
  expect(readdirSync(folder)).toEqual([]);
});

test("what a killed process left behind is removed, and nothing else", () => {
  const left = leftBehind("two-");
  expect(existsSync(left)).toBe(true);
  const { path: own } = temporaryFolder("three-", folder);
  const others = ["two-AbCdEf", "two-other-1.1.1-AbCdEf", basename(left).replace("two-", "four-")];
  for (const name of others) mkdirSync(join(folder, name));
  sweepFolders("two-", folder);
  sweepFolders("three-", folder);
  expect(readdirSync(folder).sort()).toEqual([...others, basename(own)].sort());
});

test("the folder of a process that got the id of an ended one is removed", () => {
  const { path } = temporaryFolder("five-", folder);
  const name = basename(path).replace(/^five-(\d+)\.\d+/, "five-$1.1");
  mkdirSync(join(folder, name));
  sweepFolders("five-", folder);
  // Without /proc the start of a process is unknown, and the folder stays.
  expect(existsSync(join(folder, name))).toBe(!existsSync("/proc/self/stat"));
  expect(existsSync(path)).toBe(true);
});

test("the folder of a process in another container stays", () => {
  const left = leftBehind("six-");
  const other = join(folder, basename(left).replace(/\.\d+-/, ".1-"));
  mkdirSync(other);
  sweepFolders("six-", folder);
  expect(existsSync(other)).toBe(true);
});
