import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ciCommands, readScripts, scriptOf } from "@groundwork/delivery/checks/ci/commands";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { npmCommands, steps, workflows } from "./workflow";

const called = steps.flatMap(([where, step]) => npmCommands(step).map((command) => ({ where, ...command })));
const scripts = readScripts();

test("Workflows call npm scripts, and every one exists", () => {
  expect(called.length).toBeGreaterThan(20);
  const missing = called.filter(({ script }) => scripts[script] === undefined);
  expect(missing.map(({ where, script }) => `${where}: npm run ${script}`)).toEqual([]);
});

/** The help text of a script. */
function help(script: string): string {
  const runner = (scripts[script] ?? "").startsWith("jest") ? ["npx", "jest"] : ["npm", "run", script, "--"];
  const [command = "", ...args] = [...runner, "--help"];
  const { stdout, stderr } = spawnSync(command, args, { cwd: projectFolder, encoding: "utf8" });
  return stdout + stderr;
}

const withOptions = [...new Set(called.map(({ script }) => script))]
  .map((script) => {
    const args = called.filter((each) => each.script === script).flatMap((each) => each.args);
    return { script, options: [...new Set(args.filter((each) => each.startsWith("--")))] };
  })
  .filter(({ options }) => options.length > 0);

test.each(withOptions)("npm run $script accepts the options that workflows use", ({ script, options }) => {
  const text = help(script);
  expect(options.filter((option) => !text.includes(option))).toEqual([]);
});

describe(".ci/run", () => {
  test("runs the commands of ci.yml, in its order", () => {
    const listed = spawnSync("npm", ["run", "--silent", "ci:commands"], {
      cwd: projectFolder,
      encoding: "utf8",
    });
    const lines = listed.stdout.trim().split("\n");
    const ci = Object.values(workflows.get("ci.yml")?.jobs ?? {}).flatMap((job) => job.steps);
    const wanted = ci.map(({ run = "" }) => run).filter((run) => scriptOf(run) !== undefined);
    expect(lines.map((line) => line.split("\t")[1])).toEqual(wanted);
    expect(wanted.map(scriptOf)).toEqual([
      "lint",
      "typecheck",
      "scan:secrets",
      "scan:vulnerabilities",
      "test:workflows",
      "test",
      "coverage",
      "plan",
      "plan",
      "rehearse",
      "rehearse",
      "test:engine",
      "test:cluster",
      "test:state",
      "test:monitoring",
      "test:delivery",
      "test:upgrades",
      "test:faults",
      "image:build",
    ]);
  });

  test("installs the packages as CI does", () => {
    const install = steps.find(([, { name }]) => name === "npm ci")?.[1].run;
    expect(readFileSync(join(projectFolder, ".ci", "run"), "utf8")).toContain(`check "${install}"`);
  });

  test("does not miss a command of CI that is not an npm script", () => {
    const others = Object.values(workflows.get("ci.yml")?.jobs ?? {})
      .flatMap((job) => job.steps)
      .filter(({ run }) => run !== undefined && scriptOf(run) === undefined)
      .map(({ name }) => name);
    // .ci/run installs Alertmanager itself, and does not need the step that checks the results of all jobs.
    expect(others).toEqual(["Alertmanager", "Check all jobs"]);
  });

  test("rejects a ci.yml whose command is not a script", () => {
    const workflow = "jobs: {a: {steps: [{run: npm run nothing}]}}";
    expect(() => ciCommands(workflow, {})).toThrow('package.json has no script "nothing"');
  });
});
