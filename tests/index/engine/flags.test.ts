/** Checks the flags of `pulumi` in the code, the workflows and the documents against the help of the engine. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { argumentsFor } from "@groundwork/delivery/preview/run";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { engine } from "@groundwork/testbed/engine";
import { repository } from "../../project/test-project";
import { flagProblems } from "./pulumi-flags";

const WHERE = [".github", "docs", "account", "infra", "packages", "policy", "tests", "*.md", "Pulumi.yaml"];

let pulumi: string;
beforeAll(async () => {
  pulumi = (await engine()).path;
});

/**
 * Finds all calls of pulumi with flags in a text: `pulumi …` up to the end of the line, a quotation mark, a pipe or a comment,
 * and lists of arguments such as `["stack", "init", "--yes"]`, except those of kubectl and git.
 */
function commandLines(text: string): readonly string[][] {
  const lines = text.matchAll(/\bpulumi ([a-z][a-z-]*(?: (?:'[^'\n]*'|[^`"|;#)\n' ])+)*)/g);
  const lists = text.matchAll(
    /(?<!kubectl\(|git\(|git\(folder, \[|"review",\s+)"(?:preview|up|refresh|destroy|stack|config|login|cancel)"(?:,\s+"[^"\n]*")+/g,
  );
  const commands = [
    ...[...lines].map(([, line = ""]) => (line.match(/'[^']*'|[^\s']+/g) ?? []).map(withoutStop)),
    ...[...lists].map(([list]) => [...list.matchAll(/"([^"]*)"/g)].map(([, word = ""]) => word)),
  ];
  return commands.filter((words) => words.some((word) => /^--?[a-z]/.test(word)));
}

const withoutStop = (word: string) => word.replace(/[.,:]+$/, "");

test("every flag of pulumi in documents, messages and workflows exists, and is used correctly", () => {
  const files = execFileSync("git", ["ls-files", "-z", "--", ...WHERE], {
    cwd: repository,
    encoding: "utf8",
  });
  const found = files.split("\0").flatMap((file) => {
    if (!/\.(md|ts|ya?ml)$/.test(file) || file.startsWith("tests/index/engine/flags")) return [];
    return commandLines(readFileSync(join(repository, file), "utf8")).map((words) => ({ file, words }));
  });
  expect(found.length).toBeGreaterThan(30);
  const problems = found.flatMap(({ file, words }) =>
    flagProblems(pulumi, words).map((problem) => `${file}: ${words.join(" ")}: ${problem}`),
  );
  expect(problems).toEqual([]);
});

test("the flags of the preview exist, and are used correctly", () => {
  expect(flagProblems(pulumi, argumentsFor(projectFolder, "dev", "events.json"))).toEqual([]);
});

test.each([
  ["preview --suppress-permalink", "--suppress-permalink without a value means false"],
  ["preview -s dev --no-such-flag", "pulumi preview has no --no-such-flag"],
  ["stack output url --diff", "pulumi stack output url has no --diff"],
  ["up --yes false", "--yes false is not --yes=false"],
])("pulumi %s is reported", (line, problem) => {
  expect(flagProblems(pulumi, line.split(" "))).toEqual([problem]);
});

test.each([
  "preview --refresh --suppress-permalink=true",
  "up -s dev --replace URN",
  "stack export --show-secrets",
])("pulumi %s is accepted", (line) => expect(flagProblems(pulumi, line.split(" "))).toEqual([]));
