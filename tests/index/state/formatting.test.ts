/** Commands that change a stack's file change nothing else in it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realEngine } from "./engine";
import { openSmallProject } from "./small-project";

/** As a person writes them. */
const SETTINGS = `    # Ours
  groundwork:databaseEngineVersion:   '18.6'   # see the wiki
  groundwork:tags: { owner:  "platform-team",
                     cost: 'a' }


  groundwork:alertEmails:   [ "someone-with-a-long-name@example.com",    "someone-else-with-a-long-name@example.com" ]
`;

let states: string;
let small: Awaited<ReturnType<typeof openSmallProject>>;
const file = () => join(small.project, "Pulumi.dev.yaml");
const text = () => readFileSync(file(), "utf8");
beforeAll(async () => {
  states = mkdtempSync(join(tmpdir(), "groundwork-states-"));
  const env = { PULUMI_CONFIG_PASSPHRASE: "" };
  const stop = async () => undefined;
  small = await openSmallProject(
    await realEngine(),
    { url: "", env, stop },
    `file://${states}?metadata=skip`,
  );
  expect(await small.run("pulumi stack init dev")).toMatchObject({ status: 0 });
  writeFileSync(file(), text().replace(/ {2}groundwork:tags:\n.*\n/, SETTINGS));
  expect(text()).toContain(SETTINGS);
  expect(await small.run("pulumi up -s dev --yes")).toMatchObject({ status: 0 });
}, 600_000);
afterAll(() => {
  small?.close();
  rmSync(states, { recursive: true, force: true });
});

test("upgrade changes the version in the stack's file, and not one other byte", async () => {
  const before = text();
  const { status, output } = await small.run("npx --no groundwork upgrade dev postgres 18.7");
  expect(output).toMatch(/Done/);
  expect(status).toBe(0);
  expect(text()).toBe(before.replace(":   '18.6'", ": '18.7'"));
}, 300_000);

test("a dry run of upgrade leaves the file as it is", async () => {
  const before = text();
  expect((await small.run("npx --no groundwork upgrade dev postgres 18.8 --dry-run")).status).toBe(0);
  expect(text()).toBe(before);
}, 300_000);
