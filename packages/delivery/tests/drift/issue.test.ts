/** One issue while there is drift: runs the command against a simulated GitHub server. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runGroundwork } from "../github/command";
import { type GitHubServer, startGitHub } from "../github/server";
import type { Issue } from "../github/store";
import { manyCreated, previewOf, recorded } from "../pull-request/recordings";

let github: GitHubServer;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-drift-"));
  for (const name of ["nothing", "drift", "failed-provider"]) {
    for (const stack of ["dev", "prod"])
      writeFileSync(join(folder, `${name}-${stack}.json`), JSON.stringify(previewOf(recorded(name), stack)));
  }
  writeFileSync(join(folder, "many-prod.json"), JSON.stringify(previewOf(manyCreated(2000))));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  github = await startGitHub();
});
afterEach(() => github.stop());

function drift(dev: string, prod: string, ...more: string[]) {
  const previews = [`dev=${join(folder, `${dev}-dev.json`)}`, `prod=${join(folder, `${prod}-prod.json`)}`];
  const args = [...previews.flatMap((each) => ["--preview", each]), ...more];
  return runGroundwork(["drift", ...args], github.env());
}

const ours = (): readonly Issue[] =>
  github.store.issues.filter(({ login }) => login === "github-actions[bot]");

test("one issue per episode of drift is opened, updated and closed; the next episode opens another issue", async () => {
  expect((await drift("nothing", "nothing")).output).toContain("there is no drift, and no issue");
  expect((await drift("nothing", "drift")).output).toContain(
    "Opened https://github.com/octo-org/platform/issues/1",
  );
  expect(ours()[0]).toMatchObject({
    title: "Infrastructure: drift in prod",
    labels: ["drift"],
    state: "open",
  });
  expect(ours()[0]?.body).toContain("`db.m8g.large` → `db.m8g.4xlarge`");
  expect((await drift("nothing", "drift")).output).toContain("is up to date");
  expect((await drift("drift", "drift")).output).toContain("Updated");
  expect(ours()[0]?.title).toBe("Infrastructure: drift in dev, prod");
  expect((await drift("nothing", "nothing")).output).toContain("Closed");
  expect(ours()[0]).toMatchObject({ state: "closed", stateReason: "completed" });
  expect(github.store.textsOf(1).join()).toContain("The difference is gone");
  expect((await drift("drift", "nothing")).output).toContain(
    "Opened https://github.com/octo-org/platform/issues/2",
  );
});

test("the previews of a run are found in its artifacts, and a missing one fails the command", async () => {
  const artifacts = join(folder, "artifacts");
  mkdirSync(join(artifacts, "preview-dev"), { recursive: true });
  copyFileSync(join(folder, "drift-dev.json"), join(artifacts, "preview-dev", "preview.json"));
  const missing = await runGroundwork(["drift", "--previews", artifacts], github.env());
  expect([missing.status, missing.output]).toEqual([
    1,
    expect.stringMatching(/There is no .*preview-prod\/preview\.json/),
  ]);
  mkdirSync(join(artifacts, "preview-prod"));
  copyFileSync(join(folder, "nothing-prod.json"), join(artifacts, "preview-prod", "preview.json"));
  await runGroundwork(["drift", "--previews", artifacts], github.env());
  expect(ours()[0]?.title).toBe("Infrastructure: drift in dev");
});

test("a failed preview closes no issue, and opens one if there is none", async () => {
  await drift("nothing", "failed-provider");
  expect(ours()[0]?.title).toBe("Infrastructure: unknown whether prod drifted");
  expect(ours()[0]?.body).toContain("AccessDenied");
  await drift("nothing", "drift");
  await drift("nothing", "failed-provider");
  expect(ours()).toHaveLength(1);
  expect(ours()[0]?.state).toBe("open");
});

test("issues of other authors and pull requests with the label are not changed", async () => {
  const body = "<!-- groundwork:drift -->\nmine";
  github.store.addIssue({ labels: ["drift"], body, login: "mallory" });
  github.store.addIssue({ labels: ["drift"], body: "Another of the bot's", login: "github-actions[bot]" });
  github.store.addIssue({ labels: ["drift"], body, login: "github-actions[bot]", pullRequest: true });
  const before = JSON.stringify(github.store.issues);
  expect((await drift("nothing", "nothing")).output).toContain("no issue");
  expect(JSON.stringify(github.store.issues)).toBe(before);
  expect((await drift("nothing", "drift")).output).toContain("Opened");
});

test("two runs at the same time leave one open issue", async () => {
  await Promise.all([drift("nothing", "drift"), drift("nothing", "drift")]);
  await drift("nothing", "drift");
  expect(ours().filter(({ state }) => state === "open")).toHaveLength(1);
});

test("2,000 differences are shortened to the maximum size of an issue", async () => {
  expect((await drift("nothing", "many")).output).toContain("Opened");
  expect(ours()[0]?.body.length).toBeLessThanOrEqual(65_536);
  expect(ours()[0]?.body).toContain("more");
});

test("a dry run prints the issue and sends no request to GitHub", async () => {
  const { status, output } = await drift("nothing", "drift", "--dry-run", "--run", "https://ci.example/1");
  expect(status).toBe(0);
  expect(output).toContain("# Infrastructure: drift in prod");
  expect(output).toContain("https://ci.example/1");
  expect(github.requests).toEqual([]);
});
