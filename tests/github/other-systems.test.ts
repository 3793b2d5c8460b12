/** The pipelines for other systems in docs/coming-from/pipelines, judged by schemas and a grammar from PyPI. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { findPythonProgram } from "@groundwork/testbed/python/program";

const folder = join(projectFolder, "docs/coming-from/pipelines");
const FILES = ["Jenkinsfile", "circleci.yml", "gitlab-ci.yml"] as const;
const read = (file: string) => readFileSync(join(folder, file), "utf8");

let checker: string;
let python: string;
beforeAll(() => {
  // It contains the schemas of both vendors: https://pypi.org/project/check-jsonschema
  checker = findPythonProgram({
    name: "check-jsonschema",
    requirement: "check-jsonschema==0.39.0",
    folder: "check-jsonschema",
    fromPath: false,
  });
  const grammar = findPythonProgram({
    name: "python3",
    requirement: "tree-sitter-groovy[core]==0.1.2",
    folder: "tree-sitter-groovy",
    fromPath: false,
  });
  python = grammar;
}, 600_000);

function withText<T>(file: string, text: string, use: (path: string) => T): T {
  const copy = mkdtempSync(join(tmpdir(), "groundwork-pipelines-"));
  try {
    const path = join(copy, file);
    writeFileSync(path, text);
    return use(path);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

const checkSchema = (file: string, text: string) =>
  withText(file, text, (path) => {
    const schema = file === "circleci.yml" ? "vendor.circle-ci" : "vendor.gitlab-ci";
    const transform = file === "gitlab-ci.yml" ? ["--data-transform", "gitlab-ci"] : [];
    const args = ["--builtin-schema", schema, ...transform, path];
    const { status, stdout, stderr } = spawnSync(checker, args, { encoding: "utf8" });
    return { status, output: `${stdout}${stderr}` };
  });

const PARSE = `import sys, tree_sitter, tree_sitter_groovy
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_groovy.language()))
sys.exit(1 if parser.parse(open(sys.argv[1], "rb").read()).root_node.has_error else 0)`;
const parseGroovy = (text: string) =>
  withText("Jenkinsfile", text, (path) => {
    const { status, stderr } = spawnSync(python, ["-c", PARSE, path], { encoding: "utf8" });
    return { status, stderr };
  });

test.each(["circleci.yml", "gitlab-ci.yml"])("%s fits its vendor's schema", (file) => {
  expect(checkSchema(file, read(file))).toEqual({ status: 0, output: expect.stringContaining("ok") });
});

test("a planted mistake does not fit the schemas", () => {
  const circle = read("circleci.yml").replace(
    "persist_to_workspace:",
    "persist_to_workspace: 5\n          was:",
  );
  expect(checkSchema("circleci.yml", circle).status).toBe(1);
  const gitlab = read("gitlab-ci.yml").replace("resource_group: stack-dev", "resource_group: [stack-dev]");
  expect(checkSchema("gitlab-ci.yml", gitlab).status).toBe(1);
});

test("the Jenkinsfile is Groovy, and a missing brace is found", () => {
  expect(parseGroovy(read("Jenkinsfile"))).toEqual({ status: 0, stderr: "" });
  expect(parseGroovy(read("Jenkinsfile").replace(/\}\s*$/, "")).status).toBe(1);
});

/** The commands that deliver, in the order of a file, without repetitions. */
function deliveries(text: string): readonly string[] {
  const found = text.matchAll(
    /groundwork (image build --push|preflight \w+|deploy \w+|images \w+|preview \w+)/g,
  );
  return [...new Set([...found].map(([, command = ""]) => command))];
}

/** The commands of deploy.yml, which calls deploy-stack.yml for dev without an approval, and for prod with one. */
function ourDeliveries(): readonly string[] {
  const workflow = (file: string) => readFileSync(join(projectFolder, ".github/workflows", file), "utf8");
  const [, direct = "", preview = ""] = workflow("deploy-stack.yml").split(/^ {2}(?:direct|preview):$/m);
  const of = (job: string, stack: string) => deliveries(job.replaceAll('"$STACK"', stack));
  // The job after the approval has the steps of the job without one.
  expect(preview).toContain("steps: *steps");
  return [
    ...deliveries(workflow("deploy.yml")),
    ...of(direct, "dev"),
    ...of(preview, "prod"),
    ...of(direct, "prod"),
  ];
}

test.each(FILES)("%s runs the commands of deploy.yml, in its order", (file) => {
  const ours = ourDeliveries();
  expect(ours).toEqual([
    "image build --push",
    ...["preflight dev", "deploy dev"],
    ...["images prod", "preview prod", "preflight prod", "deploy prod"],
  ]);
  expect(deliveries(read(file))).toEqual(ours);
});

test.each(FILES)(
  "%s passes all images of the list to each command, those of applications included",
  (file) => {
    const uses = [...read(file).matchAll(/groundwork (?:preflight|deploy|images) .*/g)].map(([line]) => line);
    expect(uses).toHaveLength(5);
    for (const use of uses) expect(use).toContain('--images "$(cat out/images.json)"');
  },
);

test.each(FILES)("every npm script that %s runs exists", (file) => {
  const { scripts } = JSON.parse(readFileSync(join(projectFolder, "package.json"), "utf8"));
  const used = [...read(file).matchAll(/npm (?:run )?([a-z:]+)(?=[\s'"])/g)].map(([, name = ""]) => name);
  expect(used.length).toBeGreaterThan(4);
  for (const name of used.filter((each) => each !== "ci")) expect(scripts).toHaveProperty([name]);
});
