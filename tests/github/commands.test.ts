import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isCommand } from "@groundwork/cli/catalogue";
import { groundwork, parse } from "@groundwork/cli/tests/command";
import { ciCommands, readScripts, scriptOf } from "@groundwork/delivery/checks/ci/commands";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { repository } from "../project/test-project";
import { groundworkLines } from "./command-lines";
import { groundworkCommands, npmCommands, steps, workflows } from "./workflow";

const called = steps.flatMap(([where, step]) => npmCommands(step).map((command) => ({ where, ...command })));
const scripts = readScripts();

test("Workflows call npm scripts, and every one exists", () => {
  expect(called.length).toBeGreaterThan(10);
  const missing = called.filter(({ script }) => scripts[script] === undefined);
  expect(missing.map(({ where, script }) => `${where}: npm run ${script}`)).toEqual([]);
});

test("Scripts that users know still exist", () => {
  expect(Object.keys(scripts)).toEqual(
    expect.arrayContaining([
      ...["lint", "format", "typecheck", "test", "plan", "rehearse", "gallery"],
      ...["bench", "bench:gallery", "bench:monitoring", "test:engine", "test:cluster", "test:state"],
      ...["test:monitoring", "test:delivery", "test:upgrades", "test:faults", "test:workflows"],
      ...["test:rollouts", "test:restore", "test:regions", "test:adoption"],
    ]),
  );
});

/** Runs a script with --help. */
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

describe("npx --no groundwork", () => {
  /** The invalid command lines, with their location and the reason. */
  function refused(lines: readonly (readonly [where: string, words: readonly string[]])[]) {
    const results = parse(lines.map(([, words]) => words));
    return lines
      .map(([where, words], index) => ({ where, words, ...results[index] }))
      .filter(({ code }) => code !== "started");
  }

  test("all command lines in the workflows are valid", () => {
    const lines = steps.flatMap(([where, step]) =>
      groundworkCommands(step).map(({ script, args }) => [where, [script, ...args]] as const),
    );
    expect(lines.length).toBeGreaterThan(20);
    expect(refused(lines)).toEqual([]);
  });

  test("all command lines in documents, settings and messages are valid, or the beginning of a valid one", () => {
    const { stdout } = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
      cwd: repository,
      encoding: "utf8",
    });
    const files = stdout
      .split("\n")
      .filter(
        (file) =>
          /\.(md|ya?ml|ts)$/.test(file) &&
          !/^(docs\/decisions\/|CHANGELOG\.md|tests\/|Pulumi\..+\.yaml$)|\/tests\//.test(file),
      )
      .filter((file) => !file.startsWith(".github/") && existsSync(join(repository, file)));
    const lines = files.flatMap((file) =>
      groundworkLines(readFileSync(join(repository, file), "utf8"))
        .filter(([command]) => command !== "COMMAND") // a placeholder
        .map((words) => [file, words] as const),
    );
    expect(lines.length).toBeGreaterThan(60);
    // Texts can mention a command without its arguments.
    const named = /^commander\.(missing\w+|help|helpDisplayed)$/;
    expect(refused(lines).filter(({ code = "" }) => !named.test(code))).toEqual([]);
  });

  test("a command line with an unknown command, option or value is detected", () => {
    const text = `
\`npx --no groundwork plann dev\` and npx --no groundwork state lock --stack dev
npx --no groundwork rollback prod --too 12   # comment
| \`npx --no groundwork review up\\|away --pull-request 7\` | npx --no groundwork upgrade dev redis 8; true`;
    expect(parse(groundworkLines(text)).map(({ code }) => code)).toEqual([
      "commander.unknownCommand",
      "commander.unknownCommand",
      "commander.unknownOption",
      "started",
      "commander.unknownCommand",
      "commander.invalidArgument",
    ]);
  });
});

/** What ci.yml ran before `groundwork` was one command, by name. plan and rehearse run once, with --all. Coverage is measured nightly. */
const before = [
  ...["lint", "typecheck", "scan secrets", "scan vulnerabilities", "test:workflows", "test"],
  ...["plan", "rehearse", "test:engine", "test:cluster", "test:state"],
  ...["test:monitoring", "test:delivery", "test:upgrades", "test:faults", "image build"],
];

describe(".ci/run", () => {
  const ci = Object.values(workflows.get("ci.yml")?.jobs ?? {}).flatMap((job) => job.steps);
  const isOurs = (run = "") => scriptOf(run) !== undefined || groundworkLines(run).length > 0;

  test("executes the commands of ci.yml, in its order", () => {
    const lines = groundwork(["ci", "commands"]).stdout.trim().split("\n");
    expect(lines.map((line) => line.split("\t")[1])).toEqual(ci.map(({ run = "" }) => run).filter(isOurs));
  });

  test("executes every command that it executed before `groundwork` was one command", () => {
    const names = ciCommands({ isCommand }).map(({ name }) => name);
    for (const name of new Set(before)) {
      const count = (list: readonly string[]) => list.filter((each) => each === name).length;
      expect([name, count(names)]).toEqual([name, Math.max(count(names), count(before))]);
    }
    expect(names.length).toBeGreaterThanOrEqual(before.length);
  });

  test("installs the packages as CI does", () => {
    const install = steps.find(([, { name }]) => name === "npm ci")?.[1].run;
    expect(readFileSync(join(projectFolder, ".ci", "run"), "utf8")).toContain(`if ${install}; then`);
  });

  test("CI runs no other commands than npm scripts and `groundwork`, with three exceptions", () => {
    const others = ci.filter(({ run }) => run !== undefined && !isOurs(run)).map(({ name }) => name);
    // .ci/run installs Alertmanager too. Without Pulumi's provider, the test that needs it is named as not done. The last step checks
    // the results of the jobs, which do not exist there.
    expect(others).toEqual(["Pulumi's Kubernetes provider", "Alertmanager", "Check all jobs"]);
  });

  test.each([
    ["npm run nothing", 'package.json has no script "nothing"'],
    ["npx --no groundwork nothing", "groundwork has no such command"],
  ])("rejects a ci.yml that runs `%s`", (run, message) => {
    const workflow = `jobs: {a: {steps: [{run: ${run}}]}}`;
    expect(() => ciCommands({ workflow, scripts: {}, isCommand })).toThrow(message);
  });
});
