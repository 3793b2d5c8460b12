/** The client of all commands, tested through the one that writes the comment, against a simulated GitHub server. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { previewOf, recorded } from "../pull-request/recordings";
import { runGroundwork } from "./command";
import { type GitHubServer, startGitHub } from "./server";

const secondary = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
let github: GitHubServer;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-comment-"));
  writeFileSync(join(folder, "dev.json"), JSON.stringify(previewOf(recorded("update"), "dev")));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  github = await startGitHub();
  github.store.addIssue({ pullRequest: true });
});
afterEach(() => github.stop());

function comment(env: Record<string, string> = github.env(), pullRequest = "1") {
  const args = ["--pull-request", pullRequest, "--preview", `dev=${join(folder, "dev.json")}`];
  return runGroundwork(["preview-comment", ...args], env);
}

const resetIn = (seconds: number) => ({
  "x-ratelimit-remaining": "0",
  "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + seconds),
});

test("the client waits for a rate limit as long as GitHub asks, and retries server errors", async () => {
  github.fail({ status: 403, message: secondary, headers: { "retry-after": "2" }, on: "GET" });
  github.fail({ status: 429, message: "API rate limit exceeded", headers: resetIn(1), on: "GET" });
  github.fail({ status: 502, message: "Bad Gateway", on: "POST" });
  const start = performance.now();
  const { status, output } = await comment();
  expect(output).toContain("waiting 2 s as requested");
  expect(output).toContain("created");
  expect(status).toBe(0);
  expect(performance.now() - start).toBeGreaterThan(3000);
  expect(github.store.textsOf(1)).toHaveLength(1);
});

test.each([
  ["the primary one", { status: 403, message: "API rate limit exceeded", headers: resetIn(3600) }],
  ["the secondary one", { status: 403, message: secondary, headers: { "retry-after": "3600" } }],
])("a rate limit that lasts too long is reported with its duration instead: %s", async (_name, fault) => {
  github.fail(fault);
  const { status, output } = await comment();
  expect(status).toBe(1);
  expect(output).toMatch(/the rate limit is exceeded.*run this again after 20\d\d-/s);
  expect(output).not.toMatch(/\n\s+at /);
});

test("without write permission, the error names the permission that the job needs, and says that forks get none", async () => {
  github.store.permissions.clear();
  const { status, output } = await comment();
  expect(status).toBe(1);
  expect(output).toContain("The job needs these permissions: issues: write, or pull-requests: write.");
  expect(output).toContain("fork");
});

test("a missing pull request, a wrong token and a server failure produce different errors", async () => {
  const missing = await comment(github.env(), "77");
  expect(missing.output).toContain("/issues/77/comments failed: not found");
  const wrong = await comment(github.env("ghs_expired"));
  expect(wrong.output).toContain("GITHUB_TOKEN is wrong or has expired");
  github.fail({ status: 503, message: "Unavailable", times: 9 });
  const down = await comment();
  expect(down.output).toContain("each attempt failed with status 503");
  await github.stop();
  const gone = await comment();
  expect(gone.output).toMatch(/127\.0\.0\.1:\d+ did not respond/);
  for (const { status, output } of [missing, wrong, down, gone]) {
    expect(status).toBe(1);
    expect(output).not.toMatch(/\n\s+at /);
  }
});

test("all missing environment variables are reported together, and no request is sent", async () => {
  const { status, output } = await comment({ GITHUB_API_URL: "localhost", GITHUB_REPOSITORY: "platform" });
  expect(status).toBe(1);
  expect(output).toContain("GITHUB_TOKEN is not set");
  expect(output).toContain('GITHUB_REPOSITORY is "platform"; it must be owner/name');
  expect(output).toContain('GITHUB_API_URL is "localhost"');
  expect(github.requests).toEqual([]);
});

test("a token never appears in a message, whatever fails", async () => {
  github.fail({ status: 500, message: "Oops", times: 9 });
  const { output } = await comment();
  expect(output).not.toContain("ghs_of-the-job");
});
