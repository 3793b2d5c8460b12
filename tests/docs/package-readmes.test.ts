/** Each package's README shows one example and its output. The example runs as it is written. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { testProject } from "../project/test-project";
import { root } from "./files";
import { readExample, runExample } from "./readme-example";

const packages = readdirSync(join(root, "packages"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(root, "packages", entry.name, "package.json")))
  .map(({ name }) => name);
const seconds = 1000;
let temporary: string;

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), "readme-"));
});
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

/** A backend in a folder, in which an update on another machine has left a lock. */
function lockedBackend(): string {
  const lock = join(temporary, ".pulumi/locks/organization/shop/dev/one.json");
  const holder = { pid: 4711, username: "ana", hostname: "laptop", timestamp: "2026-11-24T06:00:00Z" };
  mkdirSync(dirname(lock), { recursive: true });
  writeFileSync(lock, JSON.stringify(holder));
  return pathToFileURL(temporary).href;
}

test.each(packages)(
  "the example in the README of %s prints what the README shows",
  async (name) => {
    const example = readExample(join(root, "packages", name, "README.md"));
    const output = await runExample(example, testProject, { PULUMI_BACKEND_URL: lockedBackend() });
    expect(output).toBe(example.output);
  },
  120 * seconds,
);

test.each([
  ["no example", "# Package\n"],
  ["no output", "```ts\nconsole.log(1);\n```\n"],
  ["two examples", "```ts\nconsole.log(1);\n```\n```ts\nconsole.log(2);\n```\n```text\n2\n```\n"],
])("a README with %s is rejected", (_, text) => {
  const readme = join(temporary, "README.md");
  writeFileSync(readme, text);
  expect(() => readExample(readme)).toThrow(/it must have one ```ts block/);
});

test(
  "an example that fails is reported with its error",
  async () => {
    const example = { code: 'throw new Error("no such table");\n', output: "" };
    await expect(runExample(example, testProject)).rejects.toThrow("no such table");
  },
  120 * seconds,
);
