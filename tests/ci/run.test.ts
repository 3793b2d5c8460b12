import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
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
import { setTimeout } from "node:timers/promises";
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
type Scripts = Readonly<Record<string, { kind: "check" | "tests"; does: string }>>;
function run(scripts: Scripts, env = {}) {
  define(scripts);
  const { status, stdout } = spawnSync(join(folder, ".ci", "run"), { encoding: "utf8", env: variables(env) });
  const asked = existsSync(join(folder, "asked")) ? readFileSync(join(folder, "asked"), "utf8") : "";
  return { status, asked, stdout, last: stdout.trim().split("\n").at(-1) };
}

/** Starts it in the background. */
function start(scripts: Scripts) {
  define(scripts);
  return spawn(join(folder, ".ci", "run"), { stdio: "ignore", env: variables({}) });
}

const variables = (env: object) => ({
  ...process.env,
  GITHUB_ACTIONS: "",
  GITHUB_SHA: "c0ffee",
  GROUNDWORK_LANES: "",
  PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}`,
  ...env,
});

function define(scripts: Scripts): void {
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

test("Also runs the commands that ci.yml starts by npx", () => {
  const { status, last, asked } = run({
    "npx --no groundwork scan secrets": check("true"),
    "npx --no groundwork scan vulnerabilities": check("exit 1"),
  });
  expect(asked).toContain("npx --no groundwork scan secrets\n");
  expect(last).toBe("2 passed, 1 failed");
  expect(status).toBe(1);
});

test("Starts nothing after the first failure, and counts what was running", () => {
  const { status, last, asked } = run({
    "test:a": tests("tell 3 2; exit 1"),
    lint: check("sleep 3"),
    plan: check("true"),
  });
  expect(last).toBe("5 passed, 2 failed");
  expect(status).toBe(1);
  expect(asked).not.toContain("run plan");
});

/** A command that writes when it starts and ends. */
const recorded = (name: string, seconds: number) =>
  check(`echo "start ${name}" >> "$0.order"; sleep ${seconds}; echo "end ${name}" >> "$0.order"`);
const order = (name: "npm" | "npx") =>
  readFileSync(join(folder, "bin", `${name}.order`), "utf8")
    .trim()
    .split("\n");

test("Runs two commands at the same time", () => {
  expect(run({ a: recorded("a", 2), b: recorded("b", 2), c: recorded("c", 0) }).status).toBe(0);
  expect(order("npm").slice(0, 2).sort()).toEqual(["start a", "start b"]);
  expect(order("npm")).toHaveLength(6);
});

test("Runs one command at a time with GROUNDWORK_LANES=1", () => {
  expect(run({ a: recorded("a", 1), b: recorded("b", 0) }, { GROUNDWORK_LANES: "1" }).status).toBe(0);
  expect(order("npm")).toEqual(["start a", "end a", "start b", "end b"]);
});

test.each(["0", "abc", "-1", "1.5", "01"])("Refuses GROUNDWORK_LANES=%s, and runs nothing", (lanes) => {
  const { status, stdout, last, asked } = run({ lint: check("true") }, { GROUNDWORK_LANES: lanes });
  expect(stdout).toContain(`GROUNDWORK_LANES is ${lanes}; it must be a number of 1 or more\n`);
  expect([status, last, asked]).toEqual([1, "0 passed, 1 failed", ""]);
});

test("What measures runs at the end, alone", () => {
  const scripts = {
    "test:rollouts -- --sample": recorded("rollouts", 1),
    a: recorded("a", 2),
    b: recorded("b", 1),
  };
  expect(run(scripts).status).toBe(0);
  expect(order("npm").slice(-2)).toEqual(["start rollouts", "end rollouts"]);
});

test("Shows the output of a command, and the seconds that it took", () => {
  const { stdout } = run({ lint: check("echo found nothing; echo and said so >&2") });
  expect(stdout).toMatch(/\n== npm run lint \(\d+ s, ended after \d+ s\)\nfound nothing\nand said so\n/);
});

test("A run that is stopped ends the commands that it started", async () => {
  const stopped = start({ a: check('echo $$ > "$0.process"; sleep 300') });
  const file = join(folder, "bin", "npm.process");
  while (!existsSync(file) || readFileSync(file, "utf8") === "") await setTimeout(50);
  stopped.kill("SIGTERM");
  await once(stopped, "exit");
  const isRunning = () => spawnSync("kill", ["-0", readFileSync(file, "utf8").trim()]).status === 0;
  for (let tries = 0; isRunning() && tries < 100; tries++) await setTimeout(50);
  expect(isRunning()).toBe(false);
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
