/** The command on a program of ten lines, in a project of another name that shares no file with the platform. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";

const PROGRAM = `import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export = function orchard() {
  const retentionInDays = new pulumi.Config().requireNumber("retentionDays");
  const provider = new aws.Provider("aws", { region: "eu-central-1" });
  new aws.cloudwatch.LogGroup("audit", { retentionInDays }, { provider });
  const bucket = new aws.s3.Bucket("fruit", {}, { provider, protect: retentionInDays > 7 });
  return { bucket: bucket.bucket };
};
`;
const files: Readonly<Record<string, string>> = {
  "Pulumi.yaml": "name: orchard\nruntime: nodejs\nconfig:\n  retentionDays: { type: integer, default: 7 }\n",
  "Pulumi.dev.yaml": "config: {}\n",
  "Pulumi.live.yaml": "config:\n  orchard:retentionDays: 30\n",
  "index.ts": PROGRAM,
  "rehearse.config.ts": `import program from "./index";

export default { program, guardRailsOff: { retentionDays: 7 } };
`,
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "orchard-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  symlinkSync(join(projectFolder, "node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, "notes"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function groundwork(args: readonly string[], cwd = folder) {
  const bin = join(projectFolder, "packages", "cli", "bin", "groundwork.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd, encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}

test("plan shows its resources, its cost and the report; a project without policies is supported", () => {
  const { status, output } = groundwork(["plan", "dev"]);
  expect(output).toMatch(/fruit {2}aws:s3:Bucket/);
  expect(output).toContain("Policies: the project has none");
  expect(output).toMatch(/Cost: \$[\d.]+ a month/);
  expect(status).toBe(0);
  expect(existsSync(join(folder, "out", "dev", "report.html"))).toBe(true);
});

test("a stack is created and destroyed in the real engine, also from a folder inside the project", () => {
  const { status, output } = groundwork(["rehearse", "dev", "--require-engine"], join(folder, "notes"));
  expect(output).toContain('Passed: "dev"');
  expect(status).toBe(0);
  expect(readdirSync(join(folder, "notes"))).toEqual([]);
});

test("a protected stack cannot be destroyed until the guard rails of the project are disabled", () => {
  const { status, output } = groundwork(["rehearse", "live", "--require-engine"]);
  expect(output).toMatch(/ok {2}destroy, guarded.*rejected, 1 protected/);
  expect(output).toContain('Passed: "live"');
  expect(status).toBe(0);
});

test("a missing field of the configuration is reported with the field to add", () => {
  const { status, output } = groundwork(["images", "dev", "--gallery", "a:1", "--thumbnailer", "b:1"]);
  expect(output).toContain("rehearse.config.ts has no field delivery");
  expect(status).toBe(1);
});

test("a missing stack is reported with the existing stacks", () => {
  const { status, output } = groundwork(["plan", "nope"]);
  expect(output).toContain("There is no stack nope (no file Pulumi.nope.yaml); the stacks are: dev, live");
  expect(status).toBe(1);
});
