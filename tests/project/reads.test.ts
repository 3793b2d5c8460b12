/** Tests use the stacks in tests/stacks/, never those in the root of the repository: README of tests/. */
import { filesOfRepository, read } from "../docs/files";
import { findReads } from "./reads";

/** They check or copy the users' files. */
const allowed = /^tests\/(project\/|adoption\/|settings\/stack-files\.test\.ts$)/;
const tests = filesOfRepository("ts").filter((file) => /^tests\/|^packages\/[^/]+\/tests\//.test(file));

test("no test reads the stack files in the root, the project's name there, or the list of applications", () => {
  expect(tests.length).toBeGreaterThan(250);
  const found = tests
    .filter((file) => !allowed.test(file))
    .flatMap((file) => findReads(read(file)).map((reading) => `${file}: ${reading}`));
  expect(found).toEqual([]);
});

test.each([
  'readFileSync(join(repository, "Pulumi.dev.yaml"))',
  "readFileSync(join(root, `Pulumi.yaml`))",
  'const folder = join(__dirname, "..", "..");\nreadFileSync(join(__dirname, "..", "Pulumi.yaml"))',
  "readStackConfig(repository, stack)",
  "projectName(repository)",
  "stacksIn(root)",
  'projectName(join(__dirname, "../.."))',
  'openStack({ engine, folder: repository, stack: "dev" })',
  'spawnSync("npx", ["--no", "groundwork", "plan"], { cwd: repository })',
  'spawn("npm", ["run", "rehearse"], {\n  env,\n  cwd: join(__dirname, "..", ".."),\n})',
  "process.chdir(repository)",
  "const program = async () => groundwork();",
])("%s is found", (source) => {
  expect(findReads(source)).toHaveLength(1);
});

test.each([
  'execFileSync("git", ["ls-files"], { cwd: repository })',
  'readFileSync(join(testProject, "Pulumi.dev.yaml"))',
  'readFileSync(join(repository, "README.md"))',
  "readStackConfig(folder, stack)",
  "// join(repository, 'Pulumi.dev.yaml')",
  'spawnSync("npx", ["--no", "groundwork", "plan"], { cwd: testProject })',
  "const program = async () => groundwork(undefined, []);",
])("%s is allowed", (source) => {
  expect(findReads(source)).toEqual([]);
});
