/** The stack of a pull request: it is created completely and removed completely. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { remove } from "@groundwork/delivery/review/remove";
import { reviewSettings } from "@groundwork/delivery/review/settings";
import { newCloud } from "@groundwork/rehearse/cloud";
import { operate } from "@groundwork/rehearse/lifecycle/operations";
import { openStack, type RehearsedStack } from "@groundwork/rehearse/lifecycle/workspace";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { engine } from "@groundwork/testbed/engine";
import groundwork from "../../../index";
import { version } from "./versions";

jest.setTimeout(600_000);
const folder = mkdtempSync(join(tmpdir(), "review-"));
const cloud = newCloud();
let review: RehearsedStack;

beforeAll(async () => {
  const dev = readFileSync(join(projectFolder, "Pulumi.dev.yaml"), "utf8");
  copyFileSync(join(projectFolder, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  writeFileSync(
    join(folder, "Pulumi.pr-7.yaml"),
    reviewSettings({ stack: "dev", text: dev }, 7, version("1.0.0")),
  );
  const { command } = await engine();
  const program = async () => groundwork(undefined, []);
  review = await openStack({ engine: command, folder, stack: "pr-7", cloud, program });
});
afterAll(() => {
  review?.close();
  rmSync(folder, { recursive: true });
});

test("its settings produce a complete stack, and its removal leaves neither resources nor a state", async () => {
  await operate(review.stack, "up");
  expect(cloud.list("aws:rds/instance:Instance")).toHaveLength(2);
  expect(existsSync(review.stateFile)).toBe(true);
  await remove(review.stack);
  expect(cloud.list()).toEqual([]);
  expect(existsSync(review.stateFile)).toBe(false);
});
