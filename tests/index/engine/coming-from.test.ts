/** The examples of docs/coming-from/terraform-and-cloudformation.md, in the real engine: resources that others created. */
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { runShell } from "../state/engine";
import { type CommandLine, openCommandLine } from "./command-line";

const page = readFileSync(join(projectFolder, "docs/coming-from/terraform-and-cloudformation.md"), "utf8");

let shell: CommandLine;

beforeEach(async () => {
  shell = await openCommandLine("legacy", "shop");
  shell.environment.PULUMI_NODEJS_TRANSPILE_ONLY = "true";
});
afterEach(() => shell?.close());

const run = (project: string, lines: string) =>
  runShell(lines, { env: shell.environment, cwd: join(shell.folder, project) });

/** A project with the page's program. */
function createProject(name: string, renamed: readonly (readonly [string, string])[] = []): void {
  const project = join(shell.folder, name);
  let example = readFileSync(join(projectFolder, "docs/coming-from/terraform/index.ts"), "utf8");
  for (const [from, to] of renamed) example = example.replace(from, to);
  writeFileSync(join(project, "index.ts"), example);
  writeFileSync(join(project, "Pulumi.yaml"), `name: ${name}\nruntime: nodejs\n`);
  writeFileSync(join(project, "Pulumi.dev.yaml"), "config:\n  aws:region: us-east-1\n");
  writeFileSync(join(project, "package.json"), JSON.stringify({ name, main: "index.ts" }));
  symlinkSync(join(projectFolder, "node_modules"), join(project, "node_modules"));
}

/** Creates the example's resources in the cloud, and forgets the state, as if another tool had created them. */
async function createElsewhere(): Promise<void> {
  createProject("legacy");
  const { status, output } = await run("legacy", "pulumi stack init dev && pulumi up -s dev --yes");
  expect(output).toContain("+ 7 created");
  expect(status).toBe(0);
  rmSync(join(shell.folder, "state"), { recursive: true });
  mkdirSync(join(shell.folder, "state"));
}

/** Copies an example's file. The ids in it are placeholders for those in the cloud. */
function copyWithIds(file: string): void {
  const [vpc] = shell.cloud.list("aws:ec2/vpc:Vpc");
  // The engine creates both at the same time, in any order.
  const subnets = shell.cloud.list("aws:ec2/subnet:Subnet");
  const [a, b] = ["us-east-1a", "us-east-1b"].map((zone) =>
    subnets.find(({ outputs }) => outputs.availabilityZone === zone),
  );
  const text = readFileSync(join(projectFolder, "docs/coming-from", file), "utf8");
  const real = text
    .replaceAll("VPC_ID", vpc?.id ?? "")
    .replaceAll("SUBNET_A_ID", a?.id ?? "")
    .replaceAll("SUBNET_B_ID", b?.id ?? "");
  writeFileSync(join(shell.folder, "shop", file.split("/").at(-1) ?? ""), real);
}

/** The commands of a section of the page. */
function linesOf(section: string): string {
  const [, after = ""] = page.split(`## ${section}`);
  return /```sh\n([\s\S]*?)```/.exec(after)?.[1] ?? "";
}

/** The logical ids of the CloudFormation example, which are the names in the state after its import. */
const LOGICAL_IDS = [
  ['Vpc("main"', 'Vpc("Main"'],
  ["network-private-", "NetworkPrivate"],
  ['Bucket("orders"', 'Bucket("Orders"'],
  ['LogGroup("orders"', 'LogGroup("OrdersLog"'],
  ['Queue("orders"', 'Queue("OrdersQueue"'],
] as const;

test.each([
  ["Import a Terraform state", "terraform", "terraform/terraform.tfstate", []],
  ["Import a CloudFormation stack", "cloudformation", "cloudformation/stack-resources.json", LOGICAL_IDS],
] as const)(
  "%s: the page's lines import everything, and the page's program then changes nothing",
  async (...given) => {
    const [section, tool, file, names] = given;
    await createElsewhere();
    createProject("shop", names);
    copyWithIds(file);
    cpSync(
      join(projectFolder, "docs/coming-from", tool, "to-import.jq"),
      join(shell.folder, "shop", "to-import.jq"),
    );
    const before = JSON.stringify(shell.cloud.list());
    expect(await run("shop", "pulumi stack init dev")).toMatchObject({ status: 0 });
    const imported = await run("shop", linesOf(section));
    expect(imported.output).toContain("= 6 imported");
    expect({ status: imported.status, output: imported.output.slice(-1_500) }).toMatchObject({ status: 0 });
    expect(JSON.stringify(shell.cloud.list())).toBe(before);
  },
);
