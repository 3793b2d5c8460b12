import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackArgument } from "../../project/stack-argument";

let folder: string;
const write = (name: string, content: string) => writeFileSync(join(folder, name), content);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stack-argument-"));
  write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("without a stack, a command uses the first environment, whatever its name", () => {
  for (const stack of ["alpha", "live", "trial"]) write(`Pulumi.${stack}.yaml`, "config: {}\n");
  const entries = ["trial", "live"].map(
    (stack) => `  - { stack: ${stack}, guardRails: development, approval: none }\n`,
  );
  write("environments.yaml", `environments:\n${entries.join("")}`);
  expect(stackArgument(undefined, folder)).toBe("trial");
  expect(stackArgument("live", folder)).toBe("live");
  expect(stackArgument("alpha", folder)).toBe("alpha");
});

test("in a project without environments.yaml, it uses the only stack", () => {
  write("Pulumi.live.yaml", "config: {}\n");
  expect(stackArgument(undefined, folder)).toBe("live");
});

test("with several stacks and no list, a stack is required", () => {
  for (const stack of ["dev", "live"]) write(`Pulumi.${stack}.yaml`, "config: {}\n");
  expect(() => stackArgument(undefined, folder)).toThrow(/No stack is given.*the stacks are: dev, live$/);
});

test("without any stack, the message says so", () => {
  expect(() => stackArgument(undefined, folder)).toThrow(/the stacks are: none$/);
});

test("a stack without a file is refused with those that exist", () => {
  write("Pulumi.live.yaml", "config: {}\n");
  expect(() => stackArgument("dev", folder)).toThrow(
    "There is no stack dev (no file Pulumi.dev.yaml); the stacks are: live",
  );
});

test("a mistake in the list is reported instead of another stack being used", () => {
  write("Pulumi.live.yaml", "config: {}\n");
  write("environments.yaml", "environments:\n  - { stack: dev, guardRails: development, approval: none }\n");
  expect(() => stackArgument(undefined, folder)).toThrow("there is no Pulumi.dev.yaml");
});
