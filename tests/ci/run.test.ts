import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-ci-"));
  for (const name of [".ci", "bin"]) mkdirSync(join(folder, name));
  copyFileSync(join(projectFolder, ".ci", "run"), join(folder, ".ci", "run"));
  program("prometheus-alertmanager", "");
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, script: string): void {
  writeFileSync(join(folder, "bin", name), `#!/bin/bash\n${script}\n`);
  chmodSync(join(folder, "bin", name), 0o755);
}

/** Runs .ci/run with an npm whose scripts the test defines, and an npx that lists them. */
function run(scripts: Readonly<Record<string, { kind: "check" | "tests"; does: string }>>, env = {}) {
  const lineOf = (name: string) => (name.startsWith("npx ") ? name : `npm run ${name}`);
  const list = Object.entries(scripts).map(([name, { kind }]) => `${kind}\\t${lineOf(name)}\\n`);
  const cases = Object.entries(scripts).map(([name, { does }]) => `"run ${name}"*) ${does} ;;`);
  const commands = Object.entries(scripts).map(([name, { does }]) => `"${lineOf(name)}") ${does} ;;`);
  program(
    "npx",
    [
      `echo "npx $*" >> "${folder}/asked"`,
      'case "npx $*" in',
      `"npx --no groundwork ci commands") printf '${list.join("")}' ;;`,
      ...commands,
      "esac",
    ].join("\n"),
  );
  program(
    "npm",
    [
      `echo "$*" >> "${folder}/asked"`,
      `report=$(echo "$*" | sed -n "s/.*--outputFile='\\{0,1\\}\\([^' ]*\\).*/\\1/p")`,
      'tell() { echo "{\\"numPassedTests\\": $1, \\"numFailedTests\\": $2, \\"numRuntimeErrorTestSuites\\": 0}" > "$report"; }',
      `case "$*" in`,
      ...cases,
      "esac",
    ].join("\n"),
  );
  const { status, stdout } = spawnSync(join(folder, ".ci", "run"), {
    encoding: "utf8",
    env: {
      ...process.env,
      GITHUB_ACTIONS: "",
      GITHUB_SHA: "c0ffee",
      PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}`,
      ...env,
    },
  });
  const asked = existsSync(join(folder, "asked")) ? readFileSync(join(folder, "asked"), "utf8") : "";
  return { status, asked, stdout, last: stdout.trim().split("\n").at(-1) };
}

const check = (does: string) => ({ kind: "check", does }) as const;
const tests = (does: string) => ({ kind: "tests", does }) as const;

test("Counts each check and each test, including the installation", () => {
  const { status, last, asked } = run({
    lint: check("true"),
    "test:a": tests("tell 12 0"),
    plan: check("true"),
  });
  expect(last).toBe("15 passed, 0 failed");
  expect(status).toBe(0);
  expect(asked.split("\n")[0]).toBe("ci --no-fund --no-audit");
});

test("Also runs the commands that ci.yml starts by npx, and stops at the first failure", () => {
  const { status, last, asked } = run({
    "npx --no groundwork scan secrets": check("true"),
    "npx --no groundwork coverage": check("exit 1"),
    plan: check("true"),
  });
  expect(asked).toContain("npx --no groundwork scan secrets\n");
  expect(last).toBe("2 passed, 1 failed");
  expect(status).toBe(1);
  expect(asked).not.toContain("run plan");
});

test("Stops at the first failure", () => {
  const { status, last, asked } = run({
    lint: check("true"),
    "test:a": tests("tell 3 2; exit 1"),
    plan: check("true"),
  });
  expect(last).toBe("5 passed, 2 failed");
  expect(status).toBe(1);
  expect(asked).not.toContain("run plan");
});

test.each([
  ["writes no report", "exit 0"],
  ["executed no test", "tell 0 0"],
  ["failed without a failed test", "tell 5 0; exit 1"],
])("A run of tests that %s is a failure", (_, does) => {
  const { status, last } = run({ "test:a": tests(does) });
  expect(last).toMatch(/, 1 failed$/);
  expect(status).toBe(1);
});

test("A check that the machine cannot run is reported at the end, and counts neither as passed nor as failed", () => {
  const { status, stdout, last } = run({ "image:build": check("exit 69"), lint: check("true") });
  expect(stdout).toContain("NOT DONE on this machine: npm run image:build\n");
  expect(last).toBe("2 passed, 0 failed");
  expect(status).toBe(0);
});

test("On GitHub, which has all requirements, such a check is a failure", () => {
  expect(run({ "image:build": check("exit 69") }, { GITHUB_ACTIONS: "true" })).toMatchObject({
    status: 1,
    last: "1 passed, 1 failed",
  });
});
