/** The platform with another project name in Pulumi.yaml. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder, projectName } from "@groundwork/rehearse/project/files";
import { drawn } from "../../drawn";
import { renamedProject } from "../platform-copy";

// The longest name that the settings allow: names of resources also contain the stack, the resource and a random part.
const NAME = "acme-platform";
let renamed: ReturnType<typeof renamedProject>;
beforeAll(() => {
  renamed = renamedProject(NAME);
});
afterAll(() => renamed?.remove());

function groundwork(...args: string[]) {
  const bin = join(projectFolder, "packages", "cli", "bin", "groundwork.js");
  const options = { cwd: renamed.folder, encoding: "utf8", maxBuffer: 2 ** 26 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], options);
  return { status, output: `${stdout}${stderr}` };
}

test.each(["dev", "prod"])("%s is planned, complies with all policies, and has the new name", (stack) => {
  const { status, output } = groundwork("plan", stack);
  expect(output).toMatch(/Policies: (\d+) of \1 without violations/);
  expect(status).toBe(0);
  const manifests = join(renamed.folder, "out", stack, "report.json");
  expect(readFileSync(manifests, "utf8")).toContain(`urn:pulumi:${stack}::${NAME}::`);
});

test("no resource in AWS contains the old name of the project", () => {
  const { output } = groundwork("plan", "prod", "--json");
  const { resources } = JSON.parse(output.slice(output.indexOf("{")));
  const old = projectName(projectFolder);
  const given = resources
    .filter(({ type }: { type: string }) => type.startsWith("aws:"))
    // The stack's file contains the names of images and roles, which do not depend on the project's name.
    .flatMap(({ urn, inputs }: { urn: string; inputs: object }) =>
      JSON.stringify(inputs).includes(`${old}-${"prod"}`) ? [urn] : [],
    );
  expect(resources.length).toBeGreaterThan(150);
  expect(given).toEqual([]);
});

test.each(drawn(["dev", "prod"], 1))("%s is rehearsed in the real engine, with the policies", (stack) => {
  const { status, output } = groundwork("rehearse", stack, "--require-engine");
  expect(output).toContain(`Passed: "${stack}"`);
  expect(output).toContain("no policy violations");
  expect(status).toBe(0);
  expect(readdirSync(join(renamed.folder, "out", stack, "manifests")).length).toBeGreaterThan(40);
});
