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
import { deliveryConfig } from "@groundwork/delivery/config";
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
  for (const file of ["infra", "account/index.ts", "applications/check.ts"])
    expect(readlinkSync(join(folder, file))).toBe(join(repository, file));
  for (const file of ownFiles) expect(lstatSync(join(folder, file)).isFile()).toBe(true);
  expect(existsSync(join(folder, ".git"))).toBe(false);
});

test("it has no applications beside the gallery, whatever the list in the repository contains", () => {
  placeTestProject(folder);
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  expect(read("applications/list.ts")).toContain("applications: readonly ApplicationSpec[] = [];");
  // A module behind a link would import the list in the repository.
  for (const file of ["index.ts", "rehearse.config.ts", "applications/images.ts"]) {
    expect(lstatSync(join(folder, file)).isFile()).toBe(true);
    expect(read(file)).toBe(readFileSync(join(repository, file), "utf8"));
  }
  expect(deliveryConfig().images.list.map(({ name }) => name)).toEqual(["gallery", "thumbnailer"]);
});

test("links to the repository's folders and files, as an earlier version created them, are replaced and not written through", () => {
  symlinkSync(join(repository, "applications"), join(folder, "applications"));
  symlinkSync(join(repository, "index.ts"), join(folder, "index.ts"));
  const before = readFileSync(join(repository, "applications", "list.ts"), "utf8");
  placeTestProject(folder);
  for (const file of ["applications", "index.ts"])
    expect(lstatSync(join(folder, file)).isSymbolicLink()).toBe(false);
  expect(readFileSync(join(repository, "applications", "list.ts"), "utf8")).toBe(before);
});

test("a second run corrects what has changed since the first, and keeps the stacks of pull requests", () => {
  placeTestProject(folder);
  writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: {}\n");
  writeFileSync(join(folder, "Pulumi.removed.yaml"), "config: {}\n");
  writeFileSync(join(folder, "Pulumi.pr-7.yaml"), "config: {}\n");
  rmSync(join(folder, "infra"));
  symlinkSync("/nonexistent", join(folder, "infra"));
  placeTestProject(folder);
  expect(stacksIn(folder)).toEqual(expect.arrayContaining(["dev", "pr-7"]));
  expect(stacksIn(folder)).not.toContain("removed");
  expect(readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8")).toContain("groundwork:region");
  expect(readlinkSync(join(folder, "infra"))).toBe(join(repository, "infra"));
});
