import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder, projectName, readStackConfig, stacksIn } from "@groundwork/rehearse/project/files";
import { ownFiles, placeTestProject, repository, testProject } from "./test-project";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "test-project-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a test, and each command that it starts, runs in the test project", () => {
  expect(process.cwd()).toBe(testProject);
  expect(projectFolder).toBe(testProject);
  expect(projectName()).toBe("groundwork");
});

test("its stacks are those of tests/stacks/, and its settings are declared as in the root", () => {
  placeTestProject(folder);
  expect(stacksIn(folder).map((stack) => `Pulumi.${stack}.yaml`)).toEqual(
    readdirSync(join(repository, "tests", "stacks"))
      .filter((name) => name.startsWith("Pulumi."))
      .sort(),
  );
  const withoutName = (at: string) => readFileSync(join(at, "Pulumi.yaml"), "utf8").replace(/^name:.*$/m, "");
  expect(withoutName(folder)).toBe(withoutName(repository));
  expect(readStackConfig(folder, "dev").config["groundwork:region"]).toBe("us-east-1");
});

test("everything else is a link, so that a change in the repository needs no copy", () => {
  placeTestProject(folder);
  expect(readlinkSync(join(folder, "index.ts"))).toBe(join(repository, "index.ts"));
  expect(readlinkSync(join(folder, "account", "index.ts"))).toBe(join(repository, "account", "index.ts"));
  for (const file of ownFiles) expect(lstatSync(join(folder, file)).isFile()).toBe(true);
  expect(existsSync(join(folder, ".git"))).toBe(false);
});

test("a second run corrects what has changed since the first, and keeps the stacks of pull requests", () => {
  placeTestProject(folder);
  writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: {}\n");
  writeFileSync(join(folder, "Pulumi.removed.yaml"), "config: {}\n");
  writeFileSync(join(folder, "Pulumi.pr-7.yaml"), "config: {}\n");
  rmSync(join(folder, "index.ts"));
  symlinkSync("/nonexistent", join(folder, "index.ts"));
  placeTestProject(folder);
  expect(stacksIn(folder)).toEqual(expect.arrayContaining(["dev", "pr-7"]));
  expect(stacksIn(folder)).not.toContain("removed");
  expect(readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8")).toContain("groundwork:region");
  expect(readlinkSync(join(folder, "index.ts"))).toBe(join(repository, "index.ts"));
});
