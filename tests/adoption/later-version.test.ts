/** A later version of the platform is merged into an adopted copy, which is then rehearsed. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "../project/test-project";
import { Adopter } from "./adopter";
import { longestName } from "./cases";

let copy: Adopter;
afterEach(() => copy?.remove());

const git = (...args: readonly string[]) =>
  execFileSync("git", args, { cwd: repository, encoding: "utf8" }).trim();

/** The first commit of the main branch with the command. @throws Error if this clone does not have it */
function firstCommitWithAdopt(): string {
  const added = ["log", "--first-parent", "-m", "--diff-filter=A", "--format=%H"];
  const first = git(...added, "--", "packages/cli/commands/adopt.ts")
    .split("\n")
    .at(-1);
  if (git("rev-parse", "--is-shallow-repository") === "true" || !first)
    throw new Error("this clone has no history with the first version of adopt: git fetch --unshallow");
  return first;
}

function edit(path: string, from: RegExp, to: string): void {
  const file = join(copy.folder, path);
  const [before, after] = [readFileSync(file, "utf8"), readFileSync(file, "utf8").replace(from, to)];
  if (before === after) throw new Error(`${path} has no ${from}`);
  writeFileSync(file, after);
}

/** Adopts a copy, changes the platform in a branch, and merges the branch. Returns what is then to do. */
function mergeLaterVersion(upstream: string): string {
  const read = (path: string) => readFileSync(join(copy.folder, path), "utf8");
  copy.git("branch", "upstream", upstream);
  copy.adopt();
  const own = ["Pulumi.dev.yaml", "Pulumi.prod.yaml", "environments.yaml"].map(
    (path) => [path, read(path)] as const,
  );

  copy.git("switch", "--quiet", "upstream");
  edit("Pulumi.yaml", /(databaseReplicas:\n(?:.*\n)*?.*default: )1/, "$12");
  edit("Pulumi.dev.yaml", /databaseBackupRetentionDays: \d+/, "databaseBackupRetentionDays: 3");
  edit(
    "settings/rules.ts",
    /"each entry only once"|at least 1 with production guard rails/,
    "at least 7 with production guard rails",
  );
  edit("settings/rules.ts", /days > 0 \?/, "days > 6 ?");
  edit(".github/workflows/rollouts.yml", /timeout-minutes: 60/, "timeout-minutes: 90");
  copy.commit("a later version");
  copy.git("switch", "--quiet", "-");

  copy.git("merge", "--quiet", "--no-edit", "upstream");
  expect(copy.git("status", "--porcelain")).toBe("");
  for (const [path, text] of own) expect([path, read(path)]).toEqual([path, text]);
  expect(parse(read("Pulumi.yaml")).config.databaseReplicas.default).toBe(2);
  expect(read("settings/rules.ts")).toContain("at least 7 with production guard rails");
  expect(read(".github/workflows/rollouts.yml")).toContain("timeout-minutes: 90");
  return copy.groundwork("adopt", "--check");
}

test("another default, another rule and another workflow are merged without a conflict, and the values of the adopter stay", () => {
  copy = new Adopter(longestName);
  expect(mergeLaterVersion("HEAD")).toMatch(
    /\n {2}default {2}databaseReplicas: 2 instead of 1\n[\s\S]*\nNothing must be done\.\n$/,
  );
  expect(copy.rehearse("dev")).toMatch(/\nPassed: "dev" was created, stayed unchanged and was removed/);
}, 900_000);

// In the repository of an adopter, main is not the platform's: its stack files are the adopter's.
const ofThePlatform = existsSync(join(repository, "adoption.yaml")) ? test.skip : test;

ofThePlatform(
  "a clone that was adopted at the first commit with adopt takes all versions since, and a later one, without a conflict",
  () => {
    copy = new Adopter(longestName, firstCommitWithAdopt());
    const todo = mergeLaterVersion(git("rev-parse", "HEAD"));
    expect(todo).toContain('\n  added    monitoring, with the default "on"\n');
    expect(todo).toMatch(
      /\n {2}default {2}databaseReplicas: 2 instead of 1\n[\s\S]*\nNothing must be done\.\n$/,
    );
    expect(copy.rehearse("dev")).toMatch(/\nPassed: "dev" was created, stayed unchanged and was removed/);
  },
  900_000,
);
