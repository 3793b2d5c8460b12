/** The help, error messages and exit statuses of `groundwork`. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { groups, isCommand } from "../catalogue";
import { bin, groundwork, type Parsed, parse } from "./command";

jest.setTimeout(120_000);

const entries = groups.flatMap(({ commands }) => commands);
const failed: Parsed = { code: "none", stdout: "", stderr: "" };
const parents = [
  ...new Set(entries.flatMap(({ name }) => (name.includes(" ") ? [name.split(" ")[0] ?? ""] : []))),
];

test("every command has a file at its path, and every file has a command", () => {
  const folder = join(projectFolder, "packages", "cli", "commands");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -".ts".length).replace("/", " "));
  expect(files.sort()).toEqual(entries.map(({ name }) => name).sort());
});

test("the help lists all commands by purpose, each with a valid example", () => {
  const { status, stdout, stderr } = groundwork(["--help"]);
  expect([status, stderr]).toEqual([0, ""]);
  const sections = new Map(
    stdout
      .split("\n\n")
      .map((section) => [section.slice(0, section.indexOf(":")), section.replaceAll(/\s+/g, " ")]),
  );
  for (const { title, example, commands } of groups) {
    for (const { name, summary } of commands) expect(sections.get(title)).toContain(` ${name} ${summary}`);
    expect(sections.get(title)?.split("Example: ")).toEqual([
      expect.anything(),
      expect.stringMatching(new RegExp(`^npx --no groundwork ${example} ?$`)),
    ]);
  }
});

test("the help is grouped by what an operator wants", () => {
  const { stdout } = groundwork(["help"]);
  const titles = ["Look", "Deliver", "Look after state", "Recover", "Prepare and upgrade", "Develop"];
  expect(stdout.match(/^[A-Z][a-z ]+(?=:$)/gm)).toEqual(["Options", ...titles]);
  // The first line is the usage, which commander does not wrap.
  for (const line of stdout.split("\n").slice(1)) expect(line.length).toBeLessThanOrEqual(80);
});

describe("--help", () => {
  const lines = [...entries.map(({ name }) => name.split(" ")), ...parents.map((name) => [name])];
  let helps: ReadonlyMap<string, Parsed>;
  beforeAll(() => {
    const results = parse(lines.map((words) => [...words, "--help"]));
    helps = new Map(lines.map((words, index) => [words.join(" "), results[index] ?? failed]));
  });

  test.each(entries.map(({ name }) => name))("of groundwork %s shows usage and an example", (name) => {
    const { code, stdout, stderr } = helps.get(name) ?? failed;
    expect([code, stderr]).toEqual(["commander.helpDisplayed", ""]);
    expect(stdout).toContain(`Usage: groundwork ${name} `);
    expect(stdout).toMatch(/\nExample:\n {2}npx --no groundwork /);
  });

  test.each(parents)("of groundwork %s lists its commands", (name) => {
    const { code, stdout } = helps.get(name) ?? failed;
    expect(code).toBe("commander.helpDisplayed");
    for (const each of entries.filter((entry) => entry.name.startsWith(`${name} `)))
      expect(stdout).toMatch(new RegExp(`^  ${each.name.split(" ")[1]} +${each.summary.slice(0, 20)}`, "m"));
  });

  test("may also be written `help COMMAND` and -h", () => {
    const texts = parse([
      ["help", "state", "locks"],
      ["state", "locks", "-h"],
    ]).map(({ stdout }) => stdout);
    expect(new Set([...texts, helps.get("state locks")?.stdout]).size).toBe(1);
  });

  test.each([
    ["state", "There is no `state backup`: the versions are the backup."],
    ["state versions", "The versions are the backup of the state"],
  ])("of groundwork %s says that the versions are the backup, and how to restore one", (name, backup) => {
    const text = (helps.get(name) ?? failed).stdout.replaceAll(/\s+/g, " ");
    expect(text).toContain(backup);
    expect(text).toContain("`state restore` restores one");
  });

  test("exits with status 0", () => {
    expect(groundwork(["state", "locks", "--help"])).toMatchObject({ status: 0, stderr: "" });
  });
});

test("every example is a valid command line", () => {
  const examples = [...groups, ...entries].map(({ example }) => example.replaceAll("'", "").split(" "));
  const refused = parse(examples).flatMap(({ code, stderr }) => (code === "started" ? [] : [stderr]));
  expect(refused).toEqual([]);
});

const wrong: readonly (readonly [args: readonly string[], message: string])[] = [
  [["plna", "--help"], "error: unknown command 'plna'\n(Did you mean plan?)\nSee: groundwork --help\n"],
  [
    ["state", "lock", "--help"],
    "error: unknown command 'lock'\n(Did you mean locks?)\nSee: groundwork state --help\n",
  ],
  [["plan", "--jsn"], "error: unknown option '--jsn'\n(Did you mean --json?)\nSee: groundwork plan --help\n"],
  [
    ["plan", "dev", "prod"],
    "error: too many arguments for 'plan'. Expected 1 argument but got 2.\nSee: groundwork plan --help\n",
  ],
  [["deploy"], "error: missing required argument 'stack'\nSee: groundwork deploy --help\n"],
  [["rollback", "--list"], "error: missing required argument 'stack'\nSee: groundwork rollback --help\n"],
  [["rollback", "dev", "--list", "--to", "1"], "option '--list' cannot be used with option '--to <version>'"],
  [
    ["state", "locks"],
    "error: required option '--stack <name>' not specified\nSee: groundwork state locks --help\n",
  ],
  [
    ["state", "versions", "--stack", "dev", "--limit", "0"],
    "argument '0' is invalid. It must be a whole number from 1.",
  ],
  [["bench", "--runs", "1.5"], "argument '1.5' is invalid. It must be a whole number from 1."],
  [
    ["bench", "--only", "all"],
    "argument 'all' is invalid. Allowed choices are stacks, growth, report, schemas, refusals.",
  ],
  [["faults", "--minutes", "x"], "argument 'x' is invalid. It must be a number from 0.1 to 600 minutes."],
  [["upgrade", "dev", "redis", "8"], "Allowed choices are postgres, class, kubernetes, like."],
  [["review", "sweep", "--days", "-1"], "argument '-1' is invalid. It must be a number from 0 to 365 days."],
  [
    ["drift", "--preview", "dev=x", "--previews", "y"],
    "error: option '--previews <folder>' cannot be used with option '--preview <stack=file>'",
  ],
];

test("an invalid command line is reported with the allowed values and the command for the help", () => {
  const results = parse(wrong.map(([args]) => args));
  for (const [index, [args, message]] of wrong.entries()) {
    const { code, stdout, stderr } = results[index] ?? failed;
    expect({ args, code, stderr }).toEqual({
      args,
      code: expect.stringMatching(/^commander\.(?!help)/),
      stderr: expect.stringContaining(message),
    });
    expect(stderr).toMatch(/\nSee: groundwork .*--help\n$/);
    expect(stdout).toBe("");
  }
});

test.each([
  [["plna"], "error: unknown command 'plna'\n(Did you mean plan?)\nSee: groundwork --help\n"],
  [["plan", "nowhere"], "There is no stack nowhere (no file Pulumi.nowhere.yaml); the stacks are: dev, prod"],
  [
    ["images", "dev"],
    "error: give either --deployed, or --images, or --gallery and --thumbnailer\nSee: groundwork images --help\n",
  ],
  [
    ["images", "dev", "--first", "--deployed"],
    "error: --first needs --images, or --gallery and --thumbnailer, not --deployed\nSee: groundwork images --help\n",
  ],
  [["faults", "--kind", "x"], "--kind is x; it must be one of create, lost"],
  [["smoke", "--url", "http://a/b"], "--url is http://a/b; it must be an origin"],
  [["smoke"], "Select a gallery: --stack STACK or --url URL"],
  [["image", "build", "--commit", "abc"], "--commit abc: give the full id, 40 characters."],
])("groundwork %j exits with status 1 and a reason, without a stack trace", (args, message) => {
  const { status, stdout, stderr } = groundwork(args);
  expect(stderr).toContain(message);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test("groundwork without a command shows the help and fails", () => {
  const { status, stdout, stderr } = groundwork([]);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("Usage: groundwork COMMAND");
});

test.each(["gallery", "bench:gallery", "bench:monitoring"])(
  "npm run %s shows its help and rejects unknown options, without starting anything",
  (script) => {
    const run = (...args: string[]) =>
      spawnSync("npm", ["run", "--silent", script, "--", ...args], {
        cwd: projectFolder,
        encoding: "utf8",
        timeout: 60_000,
      });
    expect(run("--help").stdout).toContain(`Usage: npm run ${script} --`);
    expect(run("--help").status).toBe(0);
    const bad = run("--nothing");
    expect(bad.stderr).toContain(`error: unknown option '--nothing'\nSee: npm run ${script} -- --help`);
    expect([bad.status, bad.stdout]).toEqual([1, ""]);
  },
);

test("npm run gallery rejects an invalid port", () => {
  const { status, stderr } = spawnSync("npm", ["run", "--silent", "gallery", "--", "--port", "abc"], {
    cwd: projectFolder,
    encoding: "utf8",
    timeout: 60_000,
  });
  expect(stderr).toContain("argument 'abc' is invalid. It must be a number from 0 to 65535.");
  expect(status).toBe(1);
});

test("a closed pipe ends the command without an error", () => {
  const line = `set -o pipefail; "$0" "$1" policies | head -1`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", line, process.execPath, bin], {
    cwd: projectFolder,
    encoding: "utf8",
  });
  expect(stdout.split("\n")).toHaveLength(2);
  expect([status, stderr]).toEqual([0, ""]);
});

test("a command works from any folder of the project", () => {
  const { status, stdout } = groundwork(["ci", "commands"], join(projectFolder, "docs", "runbooks"));
  expect(status).toBe(0);
  expect(stdout).toBe(groundwork(["ci", "commands"]).stdout);
});

test("the list of policies fits a terminal, and is available as Markdown", () => {
  const lines = groundwork(["policies"]).stdout.trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(20);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(groundwork(["policies", "--markdown"]).stdout).toContain("| policy | level | severity |");
});

test("the scripts of package.json that run commands refer to existing commands", () => {
  const { scripts } = require(join(projectFolder, "package.json"));
  const commands = Object.values<string>(scripts).filter((body) => body.startsWith("groundwork "));
  expect(commands.sort()).toEqual(
    ["bench", "faults", "plan", "rehearse"].map((name) => `groundwork ${name}`),
  );
  expect(commands.filter((body) => !isCommand(body.slice("groundwork ".length)))).toEqual([]);
  expect(existsSync(join(projectFolder, "node_modules", ".bin", "groundwork"))).toBe(true);
});
