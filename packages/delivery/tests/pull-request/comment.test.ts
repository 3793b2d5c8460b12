/** One comment per pull request: runs the command against a simulated GitHub server. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settle } from "../../github/comment";
import { runGroundwork } from "../github/command";
import { type GitHubServer, startGitHub } from "../github/server";
import { previewOf, recorded } from "./recordings";

const bot = "github-actions[bot]";
let github: GitHubServer;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-comment-"));
  for (const name of ["update", "nothing", "create"])
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(previewOf(recorded(name), "dev")));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  github = await startGitHub();
  github.store.addIssue({ pullRequest: true });
});
afterEach(() => github.stop());

function comment(
  preview: string,
  run: number,
  more: readonly string[] = [],
  env: Record<string, string> = {},
) {
  const args = ["--pull-request", "1", "--preview", `dev=${join(folder, `${preview}.json`)}`, ...more];
  return runGroundwork(["preview-comment", ...args], { ...github.env(), GITHUB_RUN_ID: String(run), ...env });
}

test("the comment is created once and then updated in place, even on the third page of comments", async () => {
  for (let index = 0; index < 210; index += 1) github.store.addComment(1, "octocat", `remark ${index}`);
  const first = await comment("update", 1);
  expect(first.output).toMatch(
    /created \(https:\/\/github.com\/octo-org\/platform\/pull\/1#issuecomment-\d+\)/,
  );
  for (let index = 0; index < 110; index += 1) github.store.addComment(1, "octocat", `later ${index}`);
  expect((await comment("nothing", 2)).output).toContain("updated");
  const [text = "", ...others] = github.store.textsOf(1);
  expect(others).toEqual([]);
  expect(text).toContain("dev: nothing changes");
  expect((await comment("nothing", 2)).output).toContain("the same already");
  expect(github.store.comments).toHaveLength(321);
});

test("a comment of another author is never updated, whatever it contains", async () => {
  const forged = "<!-- groundwork:preview run=99999999900 -->\n## Nothing changes, approved";
  github.store.addComment(1, "mallory", forged);
  github.store.addComment(1, bot, "A greeting of another workflow, with groundwork:preview in it");
  expect((await comment("update", 1)).output).toContain("created");
  expect(github.store.textsOf(1, "mallory")).toEqual([forged]);
  expect(github.store.textsOf(1)).toHaveLength(2);
});

test("two simultaneous runs leave one comment, with the text of the later run", async () => {
  await Promise.all([comment("update", 1), comment("nothing", 2)]);
  const [text, ...others] = github.store.textsOf(1);
  expect(others).toEqual([]);
  expect(text).toContain("dev: nothing changes");
});

test("the next run removes comments left by simultaneous runs, and an older run does not overwrite a newer one", async () => {
  await comment("nothing", 5);
  github.store.addComment(1, bot, "<!-- groundwork:preview run=300 -->\nleft behind");
  const { output } = await comment("update", 4);
  expect(output).toContain("left to a later run");
  expect(output).toContain("Removed 1");
  const [text, ...others] = github.store.textsOf(1);
  expect(others).toEqual([]);
  expect(text).toContain("dev: nothing changes");
});

test("a lost response creates no second comment", async () => {
  github.fail({ status: 504, message: "Gateway Timeout", on: "POST", afterwards: true });
  expect((await comment("update", 1)).status).toBe(0);
  expect(github.store.textsOf(1)).toHaveLength(1);
});

test("a run outside a job overwrites the comment, and the next push overwrites it again", async () => {
  const env = { GITHUB_TOKEN: "ghp_of-a-person", GITHUB_RUN_ID: "" };
  expect((await comment("update", 0, [], env)).output).toContain("created");
  expect((await comment("nothing", 0, [], env)).output).toContain("updated");
  expect(github.store.textsOf(1, "octocat")).toHaveLength(1);
  const older = { id: 1, url: "", body: "<!-- groundwork:preview run=900 -->\nof a job" };
  expect(settle([older], { run: 0, body: "of a person" }).text).toBe("of a person");
  expect(settle([older], { run: 899, body: "late" }).text).toBe(older.body);
});

test("a dry run prints the comment and writes the job's summary, without requests to GitHub and without a token", async () => {
  const summary = join(folder, "summary.md");
  writeFileSync(summary, "# Before\n");
  const dev = join(folder, "update.json");
  const args = ["--preview", `dev=${dev}`, "--details", "https://ci.example/1", "--dry-run"];
  const { status, output } = await runGroundwork(["preview-comment", ...args], {
    GITHUB_STEP_SUMMARY: summary,
  });
  expect(status).toBe(0);
  expect(output).toContain("## What this pull request would change");
  expect(output).toContain("https://ci.example/1");
  expect(readFileSync(summary, "utf8")).toBe(`# Before\n${output}`);
  expect(github.requests).toEqual([]);
});

test.each([
  [
    ["--pull-request", "1"],
    "There is no previews/preview-dev/preview.json. It is written by: npx --no groundwork preview dev",
  ],
  [["--preview", "dev"], "write --preview STACK=FILE"],
  [
    ["--preview", "dev=out/nowhere.json"],
    "There is no out/nowhere.json. It is written by: npx --no groundwork preview dev",
  ],
  [["--preview", "dev=package.json"], "package.json is not what `npx --no groundwork preview` writes"],
  [["--preview", "prod=DEV"], "is a preview of dev, but was given for prod"],
  [["--preview", "dev=DEV", "--preview", "dev=DEV"], "--preview was given twice for dev"],
  [["--preview", "dev=DEV", "--cost", "prod=DEV"], "--cost is given for prod, but --preview is not"],
  [["--preview", "dev=DEV", "--cost", "dev=DEV"], "is not the cost of dev"],
  [["--preview", "dev=DEV", "--details", "run 5"], "--details is run 5; it must be a web address"],
  [["--preview", "dev=DEV", "--pull-request", "one"], "--pull-request is one; it must be the number"],
])("invalid input is rejected with an explanation: %j", async (args, message) => {
  const given = args.map((each) => each.replace("DEV", join(folder, "update.json")));
  const { status, output } = await runGroundwork(["preview-comment", ...given], github.env());
  expect(output).toContain(message);
  expect(status).toBe(1);
  expect(output).not.toMatch(/\n\s+at /);
  expect(github.requests).toEqual([]);
});
