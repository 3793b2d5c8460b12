/** The example examples/orders, applied to a copy of the platform as its README describes. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { copyPlatform } from "../index/platform-copy";
import { addOrders, type Change } from "./orders-example";

const digest = `@sha256:${"a".repeat(64)}`;
let folder: string;
let change: Change;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-orders-"));
  copyPlatform(folder);
  change = addOrders(folder, ["dev", "prod"]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const groundwork = (...args: string[]) =>
  spawnSync(join(projectFolder, "node_modules", ".bin", "groundwork"), args, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });

test("a service with a queue, a role and a path takes two new files and at most 60 lines, with settings and the list, and changes nothing in k8s/ and infra/", () => {
  expect(change.added).toEqual(["applications/orders.ts", "orders/Dockerfile"]);
  expect(change.changed).toEqual(["applications/list.ts", "Pulumi.dev.yaml", "Pulumi.prod.yaml"]);
  expect(change.lines).toBeGreaterThan(20);
  expect(change.lines).toBeLessThanOrEqual(60);
  // The README's lines and those of the folder are the same files.
  const files = readdirSync(join(projectFolder, "examples", "orders")).filter((name) => name !== "README.md");
  expect(files).toHaveLength(change.added.length);
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
