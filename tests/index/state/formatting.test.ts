/** Commands that change a stack's file change nothing else in it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { realEngine } from "./engine";
import { openInFolder } from "./small-project";

/** As a person writes them. */
const SETTINGS = `    # Ours
  groundwork:databaseEngineVersion:   '18.6'   # see the wiki
  groundwork:tags: { owner:  "platform-team",
                     cost: 'a' }


  groundwork:alertEmails:   [ "someone-with-a-long-name@example.com",    "someone-else-with-a-long-name@example.com" ]
`;

let small: Awaited<ReturnType<typeof openInFolder>>;
const file = () => join(small.project, "Pulumi.dev.yaml");
const text = () => readFileSync(file(), "utf8");
beforeAll(async () => {
  small = await openInFolder(await realEngine());
  expect(await small.run("pulumi stack init dev")).toMatchObject({ status: 0 });
  writeFileSync(file(), text().replace(/ {2}groundwork:tags:\n.*\n/, SETTINGS));
  expect(text()).toContain(SETTINGS);
  expect(await small.run("pulumi up -s dev --yes")).toMatchObject({ status: 0 });
}, 600_000);
afterAll(() => small?.close());

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

test("images changes the two images in the stack's file, adds where they come from except for the first deployment, and changes not one other byte", async () => {
  const digest = `@sha256:${"a".repeat(64)}`;
  const image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/";
  const before = text();
  const given = `--gallery ${image}gallery${digest} --thumbnailer ${image}thumbnailer${digest}`;
  expect((await small.run(`npx --no groundwork images dev --first ${given}`)).status).toBe(0);
  const named = before
    .replace("gallery:0.1.0", `gallery${digest}`)
    .replace("thumbnailer:0.1.0", `thumbnailer${digest}`);
  expect(text()).toBe(named);
  expect((await small.run(`npx --no groundwork images dev ${given}`)).status).toBe(0);
  const origin = "  groundwork:galleryImagesFrom: settings\n";
  expect(text()).toContain(origin);
  expect(text().replace(origin, "")).toBe(named);
}, 300_000);
