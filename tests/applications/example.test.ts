/** The example examples/orders, applied to a copy of the platform as its README describes. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { copyPlatform } from "../index/platform-copy";

const example = join(projectFolder, "examples", "orders");
const digest = `@sha256:${"a".repeat(64)}`;
const source = () => readFileSync(join(example, "orders.ts"), "utf8");
let folder: string;
/** Lines that the example changes in files that exist. */
let changedLines = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-orders-"));
  copyPlatform(folder);
  mkdirSync(join(folder, "orders"));
  cpSync(join(example, "Dockerfile"), join(folder, "orders", "Dockerfile"));
  writeFileSync(
    join(folder, "applications", "orders.ts"),
    source().replace("../../applications/spec", "./spec"),
  );
  edit("applications/list.ts", (text) =>
    text
      .replace("import type", 'import { orders } from "./orders";\nimport type')
      .replace("ApplicationSpec[] = []", "ApplicationSpec[] = [orders]"),
  );
  for (const stack of ["dev", "prod"])
    edit(
      `Pulumi.${stack}.yaml`,
      (text) =>
        `${text.trimEnd()}\n  groundwork:applicationImages:\n    orders: 111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery:0.1.0-orders\n`,
    );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function edit(file: string, change: (text: string) => string): void {
  const before = readFileSync(join(folder, file), "utf8");
  const after = change(before);
  const known = new Set(before.split("\n"));
  changedLines += after.split("\n").filter((line) => !known.has(line)).length;
  writeFileSync(join(folder, file), after);
}

const groundwork = (...args: string[]) =>
  spawnSync(join(projectFolder, "node_modules", ".bin", "groundwork"), args, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });

test("a service with a queue, a role and a path takes two new files and at most 60 lines", () => {
  const files = readdirSync(example)
    .filter((name) => name !== "README.md")
    .map((name) => readFileSync(join(example, name), "utf8"));
  expect(files).toHaveLength(2);
  const lines = files.reduce((sum, text) => sum + text.trimEnd().split("\n").length, changedLines);
  expect(lines).toBeGreaterThan(20);
  expect(lines).toBeLessThanOrEqual(60);
});

test.each(["dev", "prod"])("the plan of %s contains the service, and no policy is violated", (stack) => {
  const { status, stdout, stderr } = groundwork("plan", stack, "--json");
  expect([status, status === 0 ? "" : stderr]).toEqual([0, ""]);
  const names = (type: string): string[] =>
    JSON.parse(stdout)
      .resources.filter((each: { type: string }) => each.type === type)
      .map((each: { name: string }) => each.name);
  expect(names("kubernetes:apps/v1:Deployment")).toContain("orders");
  expect(names("aws:sqs/queue:Queue")).toEqual(expect.arrayContaining(["orders", "orders-dead-letters"]));
  expect(names("aws:iam/role:Role")).toContain("orders");
});

test("the pipeline builds the image, and a deployment of it needs its digest", () => {
  const build = groundwork("image", "build", "--dry-run", "--commit", "c".repeat(40));
  expect(build.stdout).toContain("--file orders/Dockerfile");
  const image = `r.example.com/app${digest}`;
  const two = { gallery: image, thumbnailer: image };
  const without = groundwork("deploy", "dev", "--dry-run", "--images", JSON.stringify(two));
  expect(without.stderr).toContain("orders in --images is missing");
  const images = groundwork("images", "dev", "--images", JSON.stringify({ ...two, orders: image }));
  expect([images.status, images.stderr]).toEqual([0, ""]);
  expect(readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8")).toContain(`orders: ${image}`);
});
