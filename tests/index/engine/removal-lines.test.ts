/** Runs the lines of "Remove an environment" in docs/operations.md as they are written, with the `pulumi` command. */
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linesIn } from "../../docs/commands/lines";
import { section } from "../../docs/section";
import { copyPlatform } from "../platform-copy";
import { type CommandLine, openCommandLine } from "./command-line";

const text = section("docs/operations.md", "Remove an environment");
/** The settings and the commands, in the order of the document. */
const steps = [...text.matchAll(/`(groundwork:\w+: \w+|pulumi [^`]+)`/g)].map(([, step = ""]) => step);
const stepsOf = (stack: string) => {
  const start = steps.findIndex(
    (step) => step === (stack === "dev" ? "pulumi destroy -s dev" : "groundwork:guardRails: development"),
  );
  return stack === "dev"
    ? steps.slice(start, steps.indexOf("groundwork:guardRails: development"))
    : steps.slice(start);
};

let shell: CommandLine;

beforeAll(async () => {
  shell = await openCommandLine("project");
  copyPlatform(join(shell.folder, "project"));
  shell.environment.PULUMI_NODEJS_TRANSPILE_ONLY = "true";
});
beforeEach(() => shell.newCloud());
afterAll(() => shell?.close());

/** Runs a line in a shell, with the answer that a person would give to the question of the command. */
function run(line: string): Promise<{ status: number; output: string }> {
  const answered = / (up|destroy) /.test(line) ? `${line} --yes --non-interactive` : line;
  return new Promise((resolve) => {
    const options = { cwd: join(shell.folder, "project"), env: shell.environment, maxBuffer: 2 ** 26 };
    const child = execFile("sh", ["-c", answered], options, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode ?? 1, output: `${stdout}${stderr}` }),
    );
  });
}

/** Writes a setting into the stack's file, as a person does in an editor. */
function set(stack: string, step: string): void {
  const [, key = "", value = ""] = /^(groundwork:\w+): (\w+)$/.exec(step) ?? [];
  const file = join(shell.folder, "project", `Pulumi.${stack}.yaml`);
  const before = readFileSync(file, "utf8");
  const after = before.replace(new RegExp(`^  ${key}: .*$`, "m"), `  ${key}: ${value}`);
  expect(after).toContain(`  ${key}: ${value}\n`);
  writeFileSync(file, after);
}

/** Carries out a step, and returns the changes that the engine made: "cluster (update)". */
async function carryOut(stack: string, step: string): Promise<string[]> {
  if (step.startsWith("groundwork:")) {
    set(stack, step);
    return [];
  }
  const { status, output } = await run(step.replace("YOUR.ADDRESS", "203.0.113.7"));
  expect({ step, status, errors: output.match(/error: .*/g) }).toEqual({ step, status: 0, errors: null });
  return [...output.matchAll(/^ [+~-]+ +\S+ (\S+) (\w+)/gm)].map(([, name, change]) => `${name} (${change})`);
}

const left = () => shell.cloud.list().map(({ name, type }) => `${name} (${type})`);

test("the section has the steps of dev and of prod", () => {
  expect(stepsOf("dev")).toEqual([
    "pulumi destroy -s dev",
    "groundwork:databaseFinalSnapshot: true",
    "pulumi up -s dev",
  ]);
  expect(stepsOf("prod")).toHaveLength(6);
  expect(linesIn(text).filter((line) => line.startsWith("pulumi "))).toHaveLength(6);
});

test("dev: the destroy leaves nothing, and with the backup it leaves a snapshot and its key", async () => {
  const [destroy = "", backup = "", up = ""] = stepsOf("dev");
  await carryOut("dev", "pulumi stack init dev");
  await carryOut("dev", up);
  await carryOut("dev", destroy);
  expect(left()).toEqual([]);
  await carryOut("dev", up);
  await carryOut("dev", backup);
  await carryOut("dev", up);
  await carryOut("dev", destroy);
  expect(left().sort()).toEqual([
    "data (aws:kms/key:Key)",
    "database-primary-final (aws:rds/snapshot:Snapshot)",
  ]);
}, 900_000);

test("prod: the steps open the endpoint first, then remove the protection, then everything except the backup", async () => {
  await carryOut("prod", "pulumi stack init prod");
  await carryOut("prod", "pulumi up -s prod");
  const guarded = await run("pulumi destroy -s prod");
  expect(guarded.status).not.toBe(0);
  const [environmentStep = "", protection = "", open = "", target = "", up = "", destroy = ""] =
    stepsOf("prod");
  await carryOut("prod", environmentStep);
  await carryOut("prod", protection);
  await carryOut("prod", open);
  const cluster = () => shell.cloud.list("aws:eks/cluster:Cluster")[0]?.outputs;
  expect(cluster()?.vpcConfig).toMatchObject({ endpointPublicAccess: false });
  await carryOut("prod", target);
  expect(cluster()).toMatchObject({
    vpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.7/32"] },
    deletionProtection: false,
  });
  const [primary] = shell.cloud
    .list("aws:rds/instance:Instance")
    .filter(({ name }) => name.endsWith("primary"));
  // --target changes nothing else.
  expect(primary?.outputs.deletionProtection).toBe(true);
  await carryOut("prod", up);
  expect(cluster()?.vpcConfig).toMatchObject({ endpointPublicAccess: true });
  await carryOut("prod", destroy);
  const kept = ["data (aws:kms/key:Key)", "database-primary-final (aws:rds/snapshot:Snapshot)"];
  expect(left().sort()).toEqual(kept);
}, 900_000);
