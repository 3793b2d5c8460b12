import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readExample, runExample } from "../documents/readme-example";

const folder = join(__dirname, "..");

test("the README's example starts a primary and a replica, and prints what the README shows", async () => {
  const example = readExample(join(folder, "README.md"));
  expect(await runExample(example, join(folder, "..", ".."))).toBe(example.output);
}, 90_000);

test.each([
  ["no example", "# Package\n"],
  ["no output", "```ts\nconsole.log(1);\n```\n"],
  ["two examples", "```ts\nconsole.log(1);\n```\n```ts\nconsole.log(2);\n```\n```text\n2\n```\n"],
])("a README with %s is rejected", (_, text) => {
  const temporary = mkdtempSync(join(tmpdir(), "readme-"));
  try {
    const readme = join(temporary, "README.md");
    writeFileSync(readme, text);
    expect(() => readExample(readme)).toThrow(/it must have one ```ts block/);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
});

test("an example that fails is reported with its error", async () => {
  const example = { code: 'throw new Error("no such table");\n', output: "" };
  await expect(runExample(example, join(folder, "..", ".."))).rejects.toThrow("no such table");
}, 90_000);
