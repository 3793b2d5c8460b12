/** Runs the script that decides which pull requests are previewed with credentials, with a stand-in for GitHub's command line. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { workflows } from "./workflow";

const script = workflows.get("preview.yml")?.jobs.trust?.steps.find(({ run }) => run)?.run ?? "exit 99";
const COMMIT = "c".repeat(40);

const event = {
  REPOSITORY: "octo-org/garden",
  FROM: "octo-org/garden",
  NUMBER: "7",
  COMMIT,
  AUTHOR: "ana",
  AUTHOR_TYPE: "User",
  SENDER_TYPE: "User",
  CHANGED_FILES: "1",
  ROLE: "arn:aws:iam::111122223333:role/groundwork-preview",
};

const approval = {
  state: "APPROVED",
  commit_id: COMMIT,
  user: { login: "ben", type: "User" },
  author_association: "MEMBER",
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "groundwork-trust-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Two pages, as `gh api --paginate` prints them. */
const pages = (items: readonly unknown[]) => `${JSON.stringify(items)}${JSON.stringify([])}`;

/** Runs the script for changed files and reviews; undefined if GitHub does not answer. */
function decide(
  changes: Partial<typeof event>,
  files: readonly object[] | undefined,
  reviews: readonly object[] = [],
) {
  const answer = (name: string, items: readonly object[]) => writeFileSync(join(folder, name), pages(items));
  if (files) answer("files", files);
  answer("reviews", reviews);
  const gh = join(folder, "gh");
  writeFileSync(gh, `#!/bin/sh\nfor last; do :; done\nname="\${last##*/}"\ncat "${folder}/\${name%%\\?*}"\n`);
  chmodSync(gh, 0o755);
  const [GITHUB_OUTPUT, GITHUB_STEP_SUMMARY] = [join(folder, "output"), join(folder, "summary")];
  writeFileSync(GITHUB_OUTPUT, "");
  const PATH = `${folder}${delimiter}${process.env.PATH}`;
  const env = { ...event, ...changes, PATH, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY };
  const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", script], { env, encoding: "utf8" });
  return { status, output: readFileSync(GITHUB_OUTPUT, "utf8").trim(), text: `${stdout}${stderr}` };
}

const code = [{ filename: "infra/network.ts" }];
const lock = [{ filename: "infra/network.ts" }, { filename: "package-lock.json" }];

test("code of a user with push access is previewed with credentials", () => {
  expect(decide({}, code)).toMatchObject({ status: 0, output: "credentials=true" });
});

test.each([
  ["from a fork", { FROM: "mallory/garden" }, /the branch is in mallory\/garden/],
  ["opened by a bot", { AUTHOR: "renovate[bot]", AUTHOR_TYPE: "Bot" }, /renovate\[bot\], a bot, opened/],
  ["to which a bot pushed", { SENDER_TYPE: "Bot" }, /a bot pushed/],
  ["in a repository without a preview role", { ROLE: "" }, /no variable AWS_ROLE_PREVIEW/],
])("a pull request %s gets the plan, even with an approval", (_, changes, reason) => {
  const decided = decide(changes, code, [approval]);
  expect(decided).toMatchObject({ status: 0, output: "credentials=false" });
  expect(decided.text).toMatch(reason);
});

test.each([
  ["package-lock.json"],
  ["package.json"],
  ["app/package.json"],
  [".npmrc"],
  ["packages/rehearse/engine/go.mod"],
  [".github/workflows/preview.yml"],
  ["environments.yaml"],
])("a change of %s needs an approval of the commit", (filename) => {
  expect(decide({}, [{ filename }])).toMatchObject({ output: "credentials=false" });
  expect(decide({}, [{ filename }], [approval])).toMatchObject({ output: "credentials=true" });
});

test("a renamed lock file, and more files than GitHub lists, need an approval as well", () => {
  const renamed = [{ filename: "old.json", previous_filename: "package-lock.json" }];
  expect(decide({}, renamed)).toMatchObject({ output: "credentials=false" });
  expect(decide({ CHANGED_FILES: "3000" }, code)).toMatchObject({ output: "credentials=false" });
});

test.each([
  ["of an earlier commit", { commit_id: "d".repeat(40) }],
  ["of the author", { user: { login: "ana", type: "User" } }],
  ["of a bot", { user: { login: "approver[bot]", type: "Bot" } }],
  ["of a user without access to the repository", { author_association: "CONTRIBUTOR" }],
  ["that was dismissed", { state: "DISMISSED" }],
  ["that only comments", { state: "COMMENTED" }],
])("an approval %s does not count", (_, changes) => {
  expect(decide({}, lock, [{ ...approval, ...changes }])).toMatchObject({ output: "credentials=false" });
});

test("if GitHub does not answer, the job fails, and neither preview runs", () => {
  const { status, output } = decide({}, undefined);
  expect(status).not.toBe(0);
  expect(output).toBe("");
});
