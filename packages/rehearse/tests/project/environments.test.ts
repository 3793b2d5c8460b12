import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEnvironment, readEnvironments } from "../../project/environments";

const dev = "{ stack: dev, guardRails: development, approval: none }";
const prod = "{ stack: prod, guardRails: production, approval: required }";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "environments-"));
  for (const stack of ["dev", "prod"]) write(`Pulumi.${stack}.yaml`, "");
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string): void {
  writeFileSync(join(folder, name), content);
}

/** Writes a list of entries, and reads it. */
function read(...entries: readonly string[]) {
  write("environments.yaml", `environments:\n${entries.map((entry) => `  - ${entry}\n`).join("")}`);
  return readEnvironments(folder);
}

test("the environments keep the order of the file", () => {
  expect(read(prod, dev).map(({ stack }) => stack)).toEqual(["prod", "dev"]);
});

test("an entry may span several lines, and may have a runner", () => {
  const entry = "stack: dev\n    guardRails: development\n    approval: none\n    runner: codebuild-shop-dev";
  expect(read(entry)).toEqual([
    { stack: "dev", guardRails: "development", approval: "none", runner: "codebuild-shop-dev" },
  ]);
});

test.each([
  [
    "a class that does not exist",
    dev.replace("development", "dev"),
    'environments[0].guardRails is "dev"; it must be development or production',
  ],
  [
    "an approval that is not a word",
    dev.replace("none", "true"),
    "environments[0].approval is true; it must be none or required",
  ],
  [
    "a missing key",
    "{ stack: dev, guardRails: development }",
    "environments[0].approval is missing; it must be none or required",
  ],
  [
    "an unknown key",
    dev.replace("}", ", order: 1 }"),
    "environments[0].order is unknown; the keys are stack, guardRails, approval, runner",
  ],
  [
    "a name that AWS does not accept",
    dev.replace("dev,", "Dev_1,"),
    'environments[0].stack is "Dev_1"; it must be at most 20 lower-case letters',
  ],
  [
    "a name without its stack file",
    dev.replace("dev,", "staging,"),
    "is staging, but there is no Pulumi.staging.yaml; create it, for example from Pulumi.dev.yaml",
  ],
  [
    "the environment of pull requests",
    dev.replace("dev,", "review,"),
    "is review, which the stacks of pull requests use; choose another name",
  ],
  [
    "a runner that could be an expression",
    dev.replace("}", `, runner: "\${{ vars.X }}" }`),
    "it must be the label of a runner",
  ],
  ["an entry that is only a name", "dev", 'environments[0] is "dev"; it must be a map such as { stack: dev,'],
])("%s is refused with what is allowed", (_, entry, message) => {
  expect(() => read(entry)).toThrow(message);
});

test("all problems are reported together", () => {
  expect(() => read(dev.replace("none", "some"), dev, prod.replace("production", "p"))).toThrow(
    /environments\[0\]\.approval is "some"[\s\S]*environments\[2\]\.guardRails is "p"[\s\S]*environments\[1\]\.stack is dev, a second time; list each stack once/,
  );
});

test.each([
  ["", "environments is missing; it must be a list"],
  ["environments: []", "environments is []; it must be a list with at least one environment"],
  ["environments: dev", 'environments is "dev"; it must be a list'],
  [`environments:\n  - ${dev}\nstacks: []`, "the key stacks is unknown; the only key is environments"],
  ["environments: [", "environments.yaml is not YAML"],
])("the content %j is refused", (content, message) => {
  write("environments.yaml", content);
  expect(() => readEnvironments(folder)).toThrow(message);
});

test("a project without the file gets an example of it", () => {
  expect(() => readEnvironments(folder)).toThrow(
    /There is no environments\.yaml in .*\n\nenvironments:\n {2}- \{ stack: dev,/,
  );
});

describe("in a project whose configuration knows the class of a stack", () => {
  beforeEach(() => {
    write("Pulumi.yaml", "name: shop\n");
    write(
      "rehearse.config.ts",
      `exports.default = { program: () => ({}), guardRailsIn: (config, project) => config[project + ":class"],
  stackNameProblem: (project, stack) => project.length + stack.length > 8 ? "at most 4 characters with shop" : undefined };`,
    );
  });

  test("an environment with another class than its stack is refused", () => {
    write("Pulumi.prod.yaml", "config:\n  shop:class: development\n");
    expect(() => read(dev, prod)).toThrow(
      "environments[1].guardRails is production, but Pulumi.prod.yaml sets development; make both the same",
    );
  });

  test("a name that is too long together with the project's name is refused", () => {
    write("Pulumi.stage.yaml", "");
    expect(() => read(dev, dev.replace("dev,", "stage,"))).toThrow(
      "environments[1].stack is stage; it must be at most 4 characters with shop",
    );
  });

  test("an environment with the class of its stack is accepted", () => {
    write("Pulumi.prod.yaml", "config:\n  shop:class: production\n");
    expect(read(dev, prod)).toHaveLength(2);
  });
});

test("a name that is not in the list is refused with the names that are", () => {
  expect(() => findEnvironment(read(dev, prod), "staging")).toThrow(
    "There is no environment staging in environments.yaml; the environments are: dev, prod",
  );
});
