/** In a copy of the repository, `staging` is added between dev and prod: one stack file, and one line in environments.yaml. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { previewOf, recorded } from "@groundwork/delivery/tests/pull-request/recordings";
import { TemporaryCheckout } from "../index/temporary-checkout";

jest.setTimeout(300_000);
let checkout: TemporaryCheckout;

beforeAll(() => {
  checkout = new TemporaryCheckout();
  const stack = read("Pulumi.prod.yaml")
    .replace("vpcCidr: 10.1.0.0/16", "vpcCidr: 10.2.0.0/16")
    .replaceAll(/(boundary|deploy)-prod/g, "$1-staging");
  write("Pulumi.staging.yaml", stack);
  const line = "  - { stack: staging, guardRails: production, approval: none }\n";
  write("environments.yaml", read("environments.yaml").replace(/^ {2}- \{ stack: prod/m, `${line}$&`));
});
afterAll(() => checkout.remove());

const read = (file: string) => readFileSync(join(checkout.folder, file), "utf8");
const write = (file: string, text: string) => writeFileSync(join(checkout.folder, file), text);

/** Runs a program in the copy. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: checkout.folder,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return { status, output: stdout + stderr };
}
const groundwork = (args: readonly string[], env?: Readonly<Record<string, string>>) =>
  run([join("packages", "cli", "bin", "groundwork.js"), ...args], env);

test("the list is valid, and every workflow follows it", () => {
  const { status, output } = groundwork(["environments", "--check", "--names"]);
  expect([status, output]).toEqual([0, "dev\nstaging\nprod\n"]);
});

test("a deployment, the matrix of previews and drift, and a rollback get the environment", () => {
  const outputs = join(checkout.folder, "outputs");
  write("outputs", "");
  expect(groundwork(["environments", "--outputs"], { GITHUB_OUTPUT: outputs }).status).toBe(0);
  const [list, stages] = read("outputs")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line.replace(/^\w+=/, "")));
  const staging = {
    stack: "staging",
    guardRails: "production",
    approval: "none",
    runner: "ubuntu-24.04",
    variable: "STAGING",
  };
  expect(list[1]).toEqual(staging);
  expect(stages.first.stack).toBe("dev");
  expect(stages.others[0]).toEqual(staging);
  expect(stages.others[1].stack).toBe("prod");
  write("outputs", "");
  groundwork(["environments", "--outputs", "--stack", "staging"], { GITHUB_OUTPUT: outputs });
  expect(read("outputs")).toContain(`list=[${JSON.stringify(staging)}]\n`);
});

test("the program creates the new stack", () => {
  const { status, output } = groundwork(["cost", "staging"]);
  expect([status, output]).toEqual([0, expect.stringContaining("staging")]);
});

test("fault tests, the comment of previews and the issue about drift read the same list", () => {
  const allowed =
    "There is no environment nowhere in environments.yaml; the environments are: dev, staging, prod";
  expect(groundwork(["faults", "--stack", "nowhere"]).output).toContain(allowed);
  for (const stack of ["dev", "staging", "prod"]) {
    mkdirSync(join(checkout.folder, "previews", `preview-${stack}`), { recursive: true });
    write(`previews/preview-${stack}/preview.json`, JSON.stringify(previewOf(recorded("nothing"), stack)));
  }
  expect(groundwork(["drift", "--dry-run"]).output).toContain("dev: none\nstaging: none\nprod: none");
  expect(groundwork(["preview-comment", "--dry-run"]).output).toMatch(/dev[\s\S]*staging[\s\S]*prod/);
});

test("the account creates a role for jobs on main, as the list requires no approval", () => {
  const script = `const { withListed } = require("./account/environments");
    console.log(JSON.stringify(["none", "required"].map((each) => withListed(["environments.yaml"], each))));`;
  const { status, output } = run(["--import", "tsx", "--eval", script]);
  expect([status, output.trim()]).toEqual([0, '[["dev","staging"],["prod"]]']);
});

describe("a workflow that does not follow the list is named", () => {
  const file = join(".github", "workflows", "mine.yml");
  afterEach(() => rmSync(join(checkout.folder, file), { force: true }));

  test.each([
    ["commands", "run: npx --no groundwork smoke --stack dev && npx --no groundwork smoke --stack prod"],
    ["a loop", "run: for stack in dev prod; do npm run plan; done"],
    ["variables", `run: "true"\n        env: { A: "\${{ vars.RUNNER_DEV || vars.RUNNER_PROD }}" }`],
  ])("by its %s", (_, step) => {
    write(file, `on: push\njobs:\n  a:\n    steps:\n      - ${step}\n`);
    const { status, output } = groundwork(["environments", "--check"]);
    expect([status, output]).toEqual([
      1,
      expect.stringContaining(
        "mine.yml names dev, prod, but not staging: read the list as in drift.yml, or add a job",
      ),
    ]);
  });

  test("unless it names every environment", () => {
    write(
      file,
      "on: push\njobs:\n  a:\n    steps:\n      - run: for stack in dev staging prod; do npm test; done\n",
    );
    expect(groundwork(["environments", "--check"]).status).toBe(0);
  });

  test("and a deployment without a place for an environment", () => {
    const deploy = join(".github", "workflows", "deploy.yml");
    const before = read(deploy);
    write(deploy, before.replace("\n  third:\n", "\n  other:\n"));
    expect(groundwork(["environments", "--check"]).output).toContain("deploy.yml has no place third");
    write(deploy, before);
  });
});

test("more environments than a deployment has places are refused", () => {
  const before = read("environments.yaml");
  const more = ["a", "b", "c", "d"].map((stack) => {
    write(`Pulumi.${stack}.yaml`, read("Pulumi.staging.yaml"));
    return `  - { stack: ${stack}, guardRails: production, approval: none }\n`;
  });
  write("environments.yaml", before + more.join(""));
  const { status, output } = groundwork(["environments", "--check"]);
  expect([status, output]).toEqual([
    1,
    expect.stringContaining("has 7 environments, and deploy.yml has 6 places"),
  ]);
  write("environments.yaml", before);
});

test("a name that is too long for IAM together with the project's name is refused before anything is registered", () => {
  const project = read("Pulumi.yaml");
  write("Pulumi.yaml", project.replace("name: groundwork\n", `name: ${"p".repeat(20)}\n`));
  const long = "s".repeat(14);
  write(`Pulumi.${long}.yaml`, "config: {}\n");
  const before = read("environments.yaml");
  write("environments.yaml", `${before}  - { stack: ${long}, guardRails: production, approval: none }\n`);
  const { status, output } = groundwork(["environments"]);
  expect([status, output]).toEqual([
    1,
    expect.stringContaining(`is ${long}; it must be at most 13 characters: with the project's name`),
  ]);
  write("Pulumi.yaml", project);
  write("environments.yaml", before);
});
