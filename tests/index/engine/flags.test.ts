/** Flags that the code, the workflows and the documents give to `pulumi`, checked against the engine's own help. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { argumentsFor } from "@groundwork/delivery/preview/run";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { engine } from "@groundwork/testbed/engine";
import { flagProblems } from "./pulumi-flags";

const WHERE = [".github", "docs", "account", "infra", "packages", "policy", "tests", "*.md", "*.yaml"];

let pulumi: string;
beforeAll(async () => {
  pulumi = (await engine()).path;
});

/**
 * Every call of pulumi with a flag in a text: `pulumi …` to the end of its line, quotation, pipe or remark, and lists of
 * arguments such as `["stack", "init", "--yes"]`.
 */
function commandLines(text: string): readonly string[][] {
  const lines = text.matchAll(/\bpulumi ([a-z][a-z-]*(?: (?:'[^'\n]*'|[^`"|;#)\n' ])+)*)/g);
  const lists = text.matchAll(
    /"(?:preview|up|refresh|destroy|stack|config|login|cancel)"(?:,\s+"[^"\n]*")+/g,
  );
  const commands = [
    ...[...lines].map(([, line = ""]) => (line.match(/'[^']*'|[^\s']+/g) ?? []).map(withoutStop)),
    ...[...lists].map(([list]) => [...list.matchAll(/"([^"]*)"/g)].map(([, word = ""]) => word)),
  ];
  return commands.filter((words) => words.some((word) => /^--?[a-z]/.test(word)));
}

const withoutStop = (word: string) => word.replace(/[.,:]+$/, "");

test("every flag that a document, a message or a workflow gives to pulumi exists, and means what it is given for", () => {
  const files = execFileSync("git", ["ls-files", "-z", "--", ...WHERE], {
    cwd: projectFolder,
    encoding: "utf8",
  });
  const found = files.split("\0").flatMap((file) => {
    if (!/\.(md|ts|ya?ml)$/.test(file) || file.startsWith("tests/index/engine/flags")) return [];
    return commandLines(readFileSync(join(projectFolder, file), "utf8")).map((words) => ({ file, words }));
  });
  expect(found.length).toBeGreaterThan(30);
  const problems = found.flatMap(({ file, words }) =>
    flagProblems(pulumi, words).map((problem) => `${file}: ${words.join(" ")}: ${problem}`),
  );
  expect(problems).toEqual([]);
});

test("the preview's flags are the engine's, and none is given a value that it does not read", () => {
  expect(flagProblems(pulumi, argumentsFor(projectFolder, "dev", "events.json"))).toEqual([]);
});

test.each([
  ["preview --suppress-permalink", "--suppress-permalink without a value means false"],
  ["preview -s dev --no-such-flag", "pulumi preview has no --no-such-flag"],
  ["stack output url --diff", "pulumi stack output url has no --diff"],
  ["up --yes false", "--yes false is not --yes=false"],
])("pulumi %s is found wrong", (line, problem) => {
  expect(flagProblems(pulumi, line.split(" "))).toEqual([problem]);
});

test.each([
  "preview --refresh --suppress-permalink=true",
  "up -s dev --replace URN",
  "stack export --show-secrets",
])("pulumi %s is right", (line) => expect(flagProblems(pulumi, line.split(" "))).toEqual([]));
