import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readExample, runExample } from "@groundwork/testbed/documents/readme-example";
import { openBackend } from "../backend";

const folder = join(__dirname, "..");
let states: string;
beforeEach(() => {
  states = mkdtempSync(join(tmpdir(), "states-"));
});
afterEach(() => rmSync(states, { recursive: true, force: true }));

test("the README's example prints what the README shows, for a lock left by another machine", async () => {
  const url = pathToFileURL(states).href;
  const lock = { pid: 4711, username: "ana", hostname: "laptop", timestamp: "2026-11-24T06:00:00Z" };
  await openBackend(url).write(".pulumi/locks/organization/shop/dev/one.json", JSON.stringify(lock));
  const example = readExample(join(folder, "README.md"));
  const output = await runExample(example, join(folder, "..", ".."), { PULUMI_BACKEND_URL: url });
  expect(output).toBe(example.output);
}, 90_000);
