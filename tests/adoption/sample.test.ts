/** A sample of whole.test.ts for each commit: test files that once read the users' stack files or the project's name, as far as they are short. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectName, stacksIn } from "@groundwork/rehearse/project/files";
import { parse } from "yaml";
import { repository } from "../project/test-project";
import { AdoptedCopy, markedKeys } from "./adopted-copy";
import { adoptedName, adoptedValues } from "./values";

const files = [
  "tests/settings/",
  "tests/project/",
  "tests/infra/security.test.ts",
  "tests/index/review-settings.test.ts",
  "packages/delivery/tests/images.test.ts",
];

let copy: AdoptedCopy;
beforeAll(() => {
  copy = new AdoptedCopy();
});
afterAll(() => copy?.remove());

test("in the copy, the project's name and each value that an adopter changes are others", () => {
  expect(projectName(copy.folder)).toBe(adoptedName);
  expect(stacksIn(copy.folder)).toEqual(stacksIn(repository));
  for (const stack of stacksIn(repository)) {
    const [before = {}, after = {}] = [repository, copy.folder].map((folder) => written(folder, stack));
    const changed = Object.keys(adoptedValues).filter((key) => ![undefined, "[]"].includes(before[key]));
    expect(changed.length).toBeGreaterThan(5);
    for (const key of changed) expect([stack, key, after[key]]).not.toEqual([stack, key, before[key]]);
  }
});

/** The settings in a stack's file as JSON, by key without the namespace. */
function written(folder: string, stack: string): Readonly<Record<string, string>> {
  const { config } = parse(readFileSync(join(folder, `Pulumi.${stack}.yaml`), "utf8"));
  const prefix = `${projectName(folder)}:`;
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.replace(prefix, ""), JSON.stringify(value)]),
  );
}

test("a sample of the platform's tests passes after an adopter has changed all names, accounts and addresses, and has added a service", () => {
  const { files: ran, passed, failed } = copy.runTests(files);
  process.stdout.write(
    `\nThis is a sample: ${ran} test files with ${passed} tests. All of them: npm run test:adoption -- whole\n`,
  );
  expect(failed).toEqual([]);
  expect(ran).toBeGreaterThanOrEqual(files.length);
}, 900_000);

test("a mark is a comment that begins with EDIT, for the key below it, or is beside the value", () => {
  const text = `config:
  # EDIT: the first
  a:one: 1
  a:two: 2
  # Not a mark: EDIT
  a:three: 3
  a:four:
    - 4
  a:five: 5 # EDIT
`;
  expect(markedKeys(text, "a:")).toEqual(["one", "five"]);
});
