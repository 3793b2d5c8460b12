/** One issue for the drills of a stack, with a comment for each: runs the command against a simulated GitHub server. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Drill } from "../../drill/times";
import { runGroundwork } from "../github/command";
import { type GitHubServer, startGitHub } from "../github/server";
import type { Issue } from "../github/store";

jest.setTimeout(120_000);

const marker = "<!-- groundwork:drill dev -->";
let github: GitHubServer;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-drill-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  github = await startGitHub();
});
afterEach(() => github.stop());

/** Reports a drill that began on this day of November. */
function report(day: number, given: Partial<Drill> = {}, ...more: string[]) {
  const began = `2026-11-${String(day).padStart(2, "0")}T05:00:00.000Z`;
  const drill: Drill = { stack: "dev", began, updates: [], complete: true, ...given };
  const file = join(folder, "drill.json");
  writeFileSync(file, JSON.stringify(drill));
  return runGroundwork(["drill", "--issue", file, ...more], github.env());
}

/** The title of each issue, and the first lines of its comments. */
const texts = () =>
  github.store.issues.map(({ number, title }) =>
    [title, ...github.store.textsOf(number).map((text) => text.split("\n")[0])].join(" "),
  );
const succeeded = (day: number) => `### ✅ 2026-11-0${day}: the drill of dev succeeded`;
const opened = "Restore drills of dev";

test("the first drill opens the issue, the next one is a comment in it, and after it is closed, another one is opened", async () => {
  const first = await report(1, {}, "--run", "https://ci.example/1");
  expect(first.status).toBe(0);
  expect(first.output).toMatch(/^https:\/\/github\.com\/octo-org\/platform\/\w+\/1#issuecomment-\d+$/m);
  const [issue] = github.store.issues;
  expect(issue).toMatchObject({ title: opened, labels: ["drill"], state: "open" });
  expect(issue?.body).toContain(`${marker}\nEach month, the workflow Drill restores the database of dev`);
  expect(github.store.textsOf(1).join()).toContain("https://ci.example/1");
  await report(2);
  expect(texts()).toEqual([`${opened} ${succeeded(1)} ${succeeded(2)}`]);
  Object.assign(issue ?? {}, { state: "closed" });
  await report(3);
  expect(texts()).toEqual([`${opened} ${succeeded(1)} ${succeeded(2)}`, `${opened} ${succeeded(3)}`]);
  expect(github.store.issues.map(({ state }) => state)).toEqual(["closed", "open"]);
});

test("issues of another author, another label or another stack are not used; the own one is found behind a hundred of them", async () => {
  const add = (given: Partial<Issue>) =>
    github.store.addIssue({
      ...{ title: "mine", labels: ["drill"], body: marker, login: "github-actions[bot]" },
      ...given,
    });
  add({});
  for (let count = 0; count < 97; count += 1) add({ title: "", body: `> ${marker}` });
  add({ title: "", login: "mallory" });
  add({ title: "", labels: ["drift"] });
  add({ title: "", body: "<!-- groundwork:drill dev-eu -->" });
  await report(1);
  expect(texts().filter((text) => text !== "")).toEqual([`mine ${succeeded(1)}`]);
});

test("a drill that is not complete is reported, and fails the job with what to do", async () => {
  const { status, output } = await report(1, { complete: false });
  expect(status).toBe(1);
  expect(output).toContain("run `npx --no groundwork restore dev --back`");
  expect(texts()).toEqual([`${opened} ### ❌ 2026-11-01: the drill of dev is not complete`]);
});

test("a comment that fails leaves the issue, which the next attempt uses", async () => {
  github.fail({ status: 403, message: "Forbidden", on: "POST /repos/octo-org/platform/issues/1/comments" });
  const failed = await report(1);
  expect([failed.status, failed.output]).toEqual([1, expect.stringContaining("/issues/1/comments failed")]);
  expect(texts()).toEqual([opened]);
  await report(1);
  expect(texts()).toEqual([`${opened} ${succeeded(1)}`]);
});

test("without the permission, and while GitHub fails, the errors say what to do", async () => {
  github.store.permissions.clear();
  const denied = await report(1);
  expect(denied.output).toMatch(
    /POST \/repos\/octo-org\/platform\/issues failed: not allowed .*The job needs these permissions: issues: write/,
  );
  github.fail({ status: 503, message: "Unavailable", times: 9 });
  const down = await report(1);
  expect(down.output).toContain(
    "GET /repos/octo-org/platform/issues failed: each attempt failed with status 503. Try again later.",
  );
  for (const { status, output } of [denied, down]) {
    expect(status).toBe(1);
    expect(output).not.toMatch(/\n\s+at |ghs_of-the-job/);
  }
  expect(github.store.issues).toEqual([]);
});

test("a dry run prints the comment and sends no request to GitHub", async () => {
  const { status, output } = await report(1, {}, "--dry-run");
  expect([status, output]).toEqual([0, expect.stringContaining(succeeded(1))]);
  expect(github.requests).toEqual([]);
});
