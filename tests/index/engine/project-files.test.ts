import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngine } from "@groundwork/rehearse/engine";
import { readStackConfig, stacksIn } from "@groundwork/rehearse/project/files";
import { testProject } from "../../project/test-project";

let folder: string;
let pulumi: (...args: readonly string[]) => string;

/** A copy of the project's files, because the engine rewrites a stack's file, with a separate home and backend. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "project-files-"));
  for (const file of ["Pulumi.yaml", ...stacksIn(testProject).map((stack) => `Pulumi.${stack}.yaml`)]) {
    copyFileSync(join(testProject, file), join(folder, file));
  }
  const engine = await findEngine();
  if ("tried" in engine) throw new Error(engine.tried.map(({ way, why }) => `${way}: ${why}`).join("\n"));
  const own = { PULUMI_HOME: join(folder, "home"), PULUMI_BACKEND_URL: `file://${folder}` };
  const env = { ...process.env, ...own, PULUMI_CONFIG_PASSPHRASE: "", PULUMI_SKIP_UPDATE_CHECK: "true" };
  pulumi = (...args) =>
    execFileSync(engine.path, args, { cwd: folder, env, encoding: "utf8", stdio: "pipe" });
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The config as the engine passes it to the program; JSON is compared by value. */
function fromEngine(stack: string): Record<string, unknown> {
  pulumi("stack", "init", stack);
  const answer: Record<string, { value: string; objectValue?: unknown }> = JSON.parse(
    pulumi("config", "--json", "--stack", stack),
  );
  return Object.fromEntries(
    Object.entries(answer).map(([key, { value, objectValue }]) => [key, objectValue ?? value]),
  );
}

function fromLoader(stack: string): Record<string, unknown> {
  const { config } = readStackConfig(folder, stack);
  const parsed = (value: string) => (/^[[{]/.test(value) ? JSON.parse(value) : value);
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, parsed(value)]));
}

test.each(stacksIn(testProject))("%s has the same config outside the engine as inside", (stack) => {
  const loaded = fromLoader(stack);
  expect(loaded).toEqual(fromEngine(stack));
});

test("a stack with every kind of YAML value has the same config, too", () => {
  const values = [
    "1.30",
    "30",
    "true",
    "null",
    "yes",
    "[a, 1, true, 1.30]",
    '{ k: 1.5, j: "2" }',
    "0o17",
    '"<&>"',
    "[]",
  ];
  const lines = values.map((value, at) => `  groundwork:value${at}: ${value}`);
  writeFileSync(join(folder, "Pulumi.kinds.yaml"), `config:\n${lines.join("\n")}\n`);
  const loaded = fromLoader("kinds");
  expect(loaded).toEqual(fromEngine("kinds"));
});
