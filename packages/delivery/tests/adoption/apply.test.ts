/** Changes of several files are made completely or not at all, also when the process is killed. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyChanges, type FileChange, recover } from "../../adoption/apply";

jest.setTimeout(240_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-apply-"));
  write("a.yaml", "old a\n");
  write("sub/b.yaml", "old b\n");
  write("removed.yaml", "old\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const changes: readonly FileChange[] = [
  { path: "a.yaml", before: "old a\n", after: "new a\n" },
  { path: "sub/b.yaml", before: "old b\n", after: "new b\n" },
  { path: "created.yaml", before: undefined, after: "new c\n" },
  { path: "removed.yaml", before: "old\n", after: undefined },
];
const before = { "a.yaml": "old a\n", "sub/b.yaml": "old b\n", "removed.yaml": "old\n" };
const after = { "a.yaml": "new a\n", "sub/b.yaml": "new b\n", "created.yaml": "new c\n" };

/** All files of the folder by path. */
function contents(): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]),
  );
}

/** Makes the changes in a process that is killed before an operation. */
function killedBefore(step: number) {
  const program = join(__dirname, "killed-writer.ts");
  const args = ["--require", "tsx/cjs", program, folder, String(step), JSON.stringify(changes)];
  return spawnSync(process.execPath, args, { encoding: "utf8" });
}

test("all changes are made, and nothing else is left", () => {
  applyChanges(folder, changes);
  expect(contents()).toEqual(after);
  expect(recover(folder, ["sub"])).toBeUndefined();
});

test("a process that is killed at any step leaves what the next run completes or undoes", () => {
  const results: (string | undefined)[] = [];
  for (let step = 1; ; step++) {
    for (const file of readdirSync(folder)) rmSync(join(folder, file), { recursive: true });
    for (const [path, text] of Object.entries(before)) write(path, text);
    const { signal, stdout, stderr } = killedBefore(step);
    if (signal === null) {
      expect([stdout, stderr]).toEqual([`${step - 1} steps\n`, ""]);
      break;
    }
    expect(signal).toBe("SIGKILL");
    const result = recover(folder, ["sub"]);
    results.push(result);
    expect(contents()).toEqual(result === "completed" ? after : before);
  }
  // Three new files and the journal are written, the journal is moved into place, four files change, the journal is removed.
  expect(results).toEqual([
    undefined,
    ...["undone", "undone", "undone", "undone"],
    ...["completed", "completed", "completed", "completed", "completed"],
  ]);
});

test("a file that was changed after the interruption is not replaced", () => {
  killedBefore(7);
  write("sub/b.yaml", "by hand\n");
  const left = contents();
  expect(() => recover(folder, ["sub"])).toThrow(/these files were changed since: sub\/b\.yaml/);
  expect(contents()).toEqual(left);
});
