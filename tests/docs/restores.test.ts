/** Each document that says "restore" names a command that a test runs in the real engine. */

import { parse } from "@groundwork/cli/tests/command";
import { documents, linesIn } from "./commands/lines";
import { read } from "./files";

const pages = ["docs/restores.md", "docs/region-lost.md", "docs/backups.md"];

/** A line's options with their values, in a common order. A time stands for every time. */
function optionsOf(text: string): string {
  return [...text.matchAll(/ (--[a-z-]+)(?: ([^\s-]\S*))?/g)]
    .filter(([, option]) => option !== "--no")
    .map(([, option = "", value = ""]) =>
      `${option} ${value.replace(/^(\d{4}-\S+|\$\{TIME\})$/, "TIME")}`.trim(),
    )
    .sort()
    .join(" ");
}

const inEngine = (name: string) => read(`tests/index/engine/${name}.test.ts`);
/** The lines that tests of the engine run, by the template in which each of them has its options. */
const run = [
  ...["database-restore", "killed-restore"].flatMap((name) => [
    ...inEngine(name).matchAll(/(?:\(dev, |`)(?:command\b|\$\{command\})([^`,)]*)/g),
  ]),
  ...inEngine("whole-restore").matchAll(/`\$\{restore\}([^`]*)`/g),
  // The test of a read replica has its lines in two parts.
  ...[...inEngine("region-lost").matchAll(/`\$\{fromReplica\}([^`]*)`/g)].map(
    ([line, options]) => [line, ` --replica-of ARN${options}`] as const,
  ),
  ...inEngine("region-lost").matchAll(/"npx --no groundwork restore standby([^"]*)"/g),
].map(([, options = ""]) => optionsOf(options));

const lines = [...pages, ...documents].flatMap((file) =>
  linesIn(read(file))
    .filter((text) => text.startsWith("npx --no groundwork restore ") && !text.includes(" restore photos "))
    .map((text) => ({ file, text })),
);
/** The commands in the table of cases, which has their options only. */
const cases = [...read("docs/restores.md").matchAll(/^\|[^|]*\| `(--[^`]+)` \|/gm)].map(
  ([, options = ""]) => ({
    file: "docs/restores.md",
    text: `npx --no groundwork restore STACK ${options}`,
  }),
);

test("the lines are found, in each of the pages", () => {
  expect(lines.length).toBeGreaterThan(15);
  for (const page of pages) expect(lines.map(({ file }) => file)).toContain(page);
  expect(cases.length).toBeGreaterThan(4);
  expect(run.length).toBeGreaterThan(12);
});

test.each([...lines, ...cases])("$file: a test runs $text, with exactly these options", ({ text }) => {
  expect(run).toContain(optionsOf(text));
});

test("the command takes each line", () => {
  const given = [...lines, ...cases].map(({ text }) => text.replace(/ TIME\b/, " 2026-10-31T14:32:00Z"));
  const results = parse(given.map((text) => text.split(" ").slice(3)));
  expect(
    results.flatMap(({ code, stderr }, at) => (code === "started" ? [] : [`${given[at]}: ${stderr}`])),
  ).toEqual([]);
});

/** The options in code spans that begin with one: they belong to the command of the page. */
const optionsIn = (markdown: string) =>
  [...markdown.matchAll(/`(--[a-z][^`]*)`/g)].flatMap(([, span = ""]) => span.match(/--[a-z-]+/g) ?? []);

/** The options that are not those of the command, nor of `npm run test:restore`. */
function unknownIn(markdown: string): readonly string[] {
  const help = parse([
    ["restore", "--help"],
    ["restore", "photos", "--help"],
  ]);
  const known = new Set([...help.flatMap(({ stdout }) => stdout.match(/--[a-z-]+/g) ?? []), "--sample"]);
  return optionsIn(markdown).filter((option) => !known.has(option));
}

test("the pages name no option that does not exist", () => {
  expect(optionsIn(pages.map(read).join("\n")).length).toBeGreaterThan(15);
  expect(unknownIn(pages.map(read).join("\n"))).toEqual([]);
});

test("an option that does not exist is found, also one that begins like another one", () => {
  expect(unknownIn("Add `--to-time TIME`, `--until-prepared` or `--before-schema-changes`.")).toEqual([
    ...["--to-time", "--until-prepared", "--before-schema-changes"],
  ]);
  expect(run).not.toContain(optionsOf("npx --no groundwork restore STACK --to TIME --now"));
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
