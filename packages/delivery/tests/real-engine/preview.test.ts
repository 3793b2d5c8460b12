/** Runs `npx --no groundwork preview` as a job or a user does: with the real `pulumi` on PATH, in a small project. */
import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { newCloud } from "@groundwork/rehearse/cloud";
import { type ProviderServers, serve } from "@groundwork/rehearse/cloud/server";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { engine } from "@groundwork/testbed/engine";
import { installLanguageHost } from "@groundwork/testbed/language-host/install";
import { readPreview } from "../../preview/preview";

const secret = "a-secret-of-the-small-project";
let folder: string;
let project: string;
let providers: ProviderServers;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-preview-"));
  project = join(folder, "project");
  for (const name of ["home", "state", "bin", "project", "temporary"]) mkdirSync(join(folder, name));
  for (const name of ["package.json", "tsconfig.json"])
    cpSync(join(projectFolder, name), join(project, name));
  symlinkSync(join(projectFolder, "node_modules"), join(project, "node_modules"));
  writeFileSync(join(project, "Pulumi.yaml"), "name: small\nruntime: nodejs\nmain: program.ts\n");
  installLanguageHost(join(folder, "bin"));
  providers = await serve(newCloud());
  const { path } = await engine();
  environment = {
    PATH: [join(folder, "bin"), dirname(path), dirname(process.execPath), process.env.PATH].join(delimiter),
    HOME: join(folder, "home"),
    TMPDIR: join(folder, "temporary"),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "preview",
    PULUMI_DEBUG_PROVIDERS: providers.debugProviders,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  };
  program("30");
  await run("pulumi", "stack", "init", "dev");
  writeFileSync(
    join(project, "Pulumi.dev.yaml"),
    `${readFileSync(join(project, "Pulumi.dev.yaml"), "utf8")}config: {}\n`,
  );
});
afterAll(() => {
  providers?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes the program: one log group, with a secret in a tag. */
function program(retentionInDays: string): void {
  writeFileSync(
    join(project, "program.ts"),
    `import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
const provider = new aws.Provider("aws", { region: "us-east-1" });
const tags = { plain: "text", access: pulumi.secret("${secret}-${retentionInDays.length}") };
new aws.cloudwatch.LogGroup("audit", { retentionInDays: ${retentionInDays}, tags }, { provider });
`,
  );
}

function run(command: string, ...args: string[]): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const options = { cwd: project, env: environment, maxBuffer: 2 ** 26 };
    const child = execFile(command, args, options, (_error, stdout, stderr) => {
      resolve({ status: child.exitCode ?? 1, output: `${stdout}${stderr}` });
    });
  });
}

const preview = (...args: string[]) =>
  run(join("node_modules", ".bin", "groundwork"), "preview", "dev", ...args);
const found = () => readPreview("dev", join(project, "out", "dev", "preview.json"));

test("a preview of a new stack lists the resources to create", async () => {
  const first = await preview();
  expect(first.output).toContain("out/dev/preview.json: succeeded, 2 to change, 0 drifted");
  expect(first.status).toBe(0);
  expect(found().changes).toMatchObject([
    { op: "create", name: "aws" },
    { op: "create", name: "audit" },
  ]);
});

test("with --expect-no-changes, a change fails the command, and after the update it passes", async () => {
  expect((await preview("--expect-no-changes")).status).toBe(1);
  expect((await run("pulumi", "up", "--yes", "--skip-preview", "--stack", "dev")).status).toBe(0);
  expect((await preview("--expect-no-changes")).status).toBe(0);
  expect(found()).toMatchObject({ result: "succeeded", same: 1, changes: [], drift: [] });
});

test("a change shows its values, except secret ones, which are nowhere in the file", async () => {
  program("365");
  expect((await preview()).status).toBe(0);
  expect(found().changes).toMatchObject([
    {
      op: "update",
      properties: [
        { path: "retentionInDays", before: "30", after: "365" },
        { path: "tags.access", secret: true },
      ],
    },
  ]);
  expect(readFileSync(join(project, "out", "dev", "preview.json"), "utf8")).not.toContain(secret);
  expect(existsSync(join(folder, "temporary", "events.json"))).toBe(false);
});

test("a failed preview is also written, with errors of the program and errors before the program", async () => {
  program('(() => { throw new Error("the program is broken") })()');
  expect((await preview()).status).toBe(1);
  expect(found().result).toBe("failed");
  expect(JSON.stringify(found().diagnostics)).toContain("the program is broken");
  environment.PULUMI_BACKEND_URL = `file://${join(folder, "nowhere")}`;
  expect((await preview()).status).toBe(1);
  expect(JSON.stringify(found().diagnostics)).toContain("nowhere");
  environment.PULUMI_BACKEND_URL = `file://${join(folder, "state")}`;
});

test("without pulumi, and for a stack that does not exist, the person reads what to do", async () => {
  const { status, output } = await run("node_modules/.bin/groundwork", "preview", "nowhere");
  expect(status).toBe(1);
  expect(output).toContain("There is no stack nowhere");
  const path = environment.PATH;
  environment.PATH = dirname(process.execPath);
  expect((await preview()).output).toContain("There is no pulumi on your PATH");
  environment.PATH = path;
});
