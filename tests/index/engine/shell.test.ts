/** The project as a user runs it: the `pulumi` command in a shell, in the project's folder. */
import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { copyPlatform } from "../platform-copy";
import { type CommandLine, openCommandLine } from "./command-line";

let shell: CommandLine;

beforeAll(async () => {
  shell = await openCommandLine("project");
  copyPlatform(join(shell.folder, "project"));
  expect((await pulumi("stack", "init", "dev")).status).toBe(0);
});
afterAll(() => shell?.close());

/** Runs a command of Pulumi's CLI in a shell. */
function pulumi(...args: string[]): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const options = { cwd: join(shell.folder, "project"), env: shell.environment, maxBuffer: 2 ** 26 };
    const child = execFile("pulumi", [...args, "--non-interactive"], options, (_error, stdout, stderr) => {
      resolve({ status: child.exitCode ?? 1, output: `${stdout}${stderr}` });
    });
  });
}

test("invalid settings are reported together, and no resource is registered", async () => {
  const bad = { vpcCidr: "8.8.8.0/24", natGateways: "many", databaseReplicas: "16" };
  const flags = Object.entries(bad).flatMap(([key, value]) => ["--config", `groundwork:${key}=${value}`]);
  // The `pulumi up` below checks types once: with the AWS SDK's types, that takes longer than all the rest.
  shell.environment.PULUMI_NODEJS_TRANSPILE_ONLY = "true";
  const { status, output } = await pulumi("preview", ...flags);
  delete shell.environment.PULUMI_NODEJS_TRANSPILE_ONLY;
  expect(status).not.toBe(0);
  expect(output).toContain("Pulumi.dev.yaml has 3 problems; nothing was changed.");
  for (const [key, value] of Object.entries(bad)) {
    expect(output).toContain(`groundwork:${key}`);
    expect(output).toContain(`given:   ${value}`);
  }
  expect(output).not.toMatch(/\n\s+at .*settings\.ts/);
  expect(output).not.toContain("groundwork:infra:");
  expect(shell.cloud.list()).toEqual([]);
  cpSync(join(projectFolder, "Pulumi.dev.yaml"), join(shell.folder, "project", "Pulumi.dev.yaml"));
});

test("`pulumi preview --policy-pack policy` stops at a violation, and names policy, reason and resource", async () => {
  shell.environment.PULUMI_NODEJS_TRANSPILE_ONLY = "true";
  const args = ["preview", "--policy-pack", "policy"];
  const allowed = await pulumi(...args);
  expect({ status: allowed.status, violations: allowed.output.match(/\[(mandatory|advisory)\].*/g) }).toEqual(
    {
      status: 0,
      violations: null,
    },
  );
  expect(allowed.output).toContain("groundwork@v0.1.0");
  // The pack reads the stack's config, as the program does: some settings are allowed in dev and not in prod.
  const prod = [
    "--config",
    "groundwork:guardRails=production",
    "--config",
    "groundwork:databaseDeletionProtection=true",
    "--config",
    "groundwork:databaseFinalSnapshot=true",
  ];
  const forbidden = await pulumi(...args, ...prod);
  delete shell.environment.PULUMI_NODEJS_TRANSPILE_ONLY;
  expect(forbidden.status).not.toBe(0);
  expect(forbidden.output).toMatch(/\[mandatory\].*keep-database-backups/);
  expect(forbidden.output).toContain("it can be restored to the last 1 days");
  cpSync(join(projectFolder, "Pulumi.dev.yaml"), join(shell.folder, "project", "Pulumi.dev.yaml"));
});

test("`pulumi up` loads the TypeScript program from Pulumi.yaml alone, and creates the stack", async () => {
  const { status, output } = await pulumi("up", "--yes", "--skip-preview");
  expect(output).toContain("groundwork:infra:Network");
  expect({ status, errors: output.match(/error: .*/g) }).toEqual({ status: 0, errors: null });
  expect(shell.cloud.list("aws:eks/cluster:Cluster")).toHaveLength(1);
  const { output: kubeconfig } = await pulumi("stack", "output", "kubeconfig");
  expect(JSON.parse(kubeconfig)).toMatchObject({ kind: "Config" });
});
