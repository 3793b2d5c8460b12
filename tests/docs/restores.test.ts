/** Each document that says "restore" names a command that a test runs in the real engine. */

import { documents, linesIn } from "./commands/lines";
import { read } from "./files";

const restores = ["docs/restores.md", "docs/region-lost.md", ...documents];
/** The lines that the tests of the engine run: the second one runs those of docs/region-lost.md. */
const ran = [
  ...read("tests/index/engine/database-restore.test.ts").matchAll(/\$\{command\}([^`]*)`/g),
  ...read("tests/index/engine/region-lost.test.ts").matchAll(/"npx --no groundwork restore standby([^"]*)"/g),
];
// The test has the lines of a read replica in two parts.
const ofReplica = [
  ...read("tests/index/engine/region-lost.test.ts").matchAll(/\$\{fromReplica\}([^`]*)`/g),
].map(([, options = ""]) => `--replica-of ARN${options}`);
const run = [...ran.map(([, options = ""]) => options), ...ofReplica].map(optionsOf);

function optionsOf(line: string): string {
  return [...line.matchAll(/--[a-z-]+/g)]
    .map(([option]) => option)
    .filter((option) => option !== "--no")
    .sort()
    .join(" ");
}

const lines = restores.flatMap((file) =>
  linesIn(read(file))
    .filter((text) => text.startsWith("npx --no groundwork restore ") && !text.includes(" restore photos "))
    .map((text) => ({ file, text })),
);

test("the lines are found", () => {
  expect(lines.length).toBeGreaterThan(8);
  expect(run.length).toBeGreaterThan(6);
});

test.each(lines)("$file: a test runs $text", ({ text }) => {
  const wanted = optionsOf(text).split(" ");
  // A line can have more options than the document's.
  expect(
    run.some((options) => wanted.every((option) => options.split(" ").includes(option)) || wanted[0] === ""),
  ).toBe(true);
});

/** tests/index/state/photos.test.ts runs what the command does, in a bucket of moto. */
test("restored photos are tested with and without a time", () => {
  const photos = read("tests/index/state/photos.test.ts");
  expect(photos).toMatch(/await restored\(\)\)/);
  expect(photos).toMatch(/await restored\(since\)/);
});

/** Says that data or an instance is restored by hand, and not what a restore of something else is. */
const says = (text: string) => /\brestore\b/i.test(text);

test.each(documents.filter((file) => says(read(file))))(
  "%s says restore, and names a command for it",
  (file) => {
    expect(read(file)).toMatch(/npx --no groundwork (restore|state restore|rollback) /);
  },
);

test("no document for an incident refers to AWS's page of a restore alone", () => {
  const alone = documents.filter(
    (file) =>
      /USER_PIT|USER_RestoreFromSnapshot/.test(read(file)) &&
      !read(file).includes("npx --no groundwork restore "),
  );
  expect(alone).toEqual([]);
});
