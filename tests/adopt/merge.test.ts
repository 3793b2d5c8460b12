/** Merges of later versions of the platform into an adopted clone. */
import { Clone, options } from "./clone";

jest.setTimeout(300_000);

let clone: Clone;
beforeEach(() => {
  clone = new Clone();
  clone.git("branch", "upstream");
});
afterEach(() => clone.remove());

/** Adopts on main. */
function adopt(given: Parameters<typeof options>[0] = {}): void {
  const { status, stderr } = clone.adopt("--yes", ...options(given));
  expect([status, stderr]).toEqual([0, ""]);
  clone.commit("adopt");
}

/** Commits changes on the platform's branch, and returns to main. */
function releaseLater(change: () => void): void {
  clone.git("switch", "--quiet", "upstream");
  change();
  clone.commit("a later version");
  clone.git("switch", "--quiet", "main");
}

function edit(path: string, from: string | RegExp, to: string): void {
  const [before, after] = [clone.read(path), clone.read(path).replace(from, to)];
  if (before === after) throw new Error(`${path} has no ${from}`);
  clone.write(path, after);
}

/** A later version that changes every file which the adopter has changed. */
function changeAll(): void {
  edit("Pulumi.dev.yaml", /natGateways: single/, "natGateways: onePerAz");
  edit("Pulumi.prod.yaml", /databaseReplicas: 3/, "databaseReplicas: 2");
  edit("environments.yaml", / {2}- \{ stack: prod.*\n/, "");
  edit(".github/CODEOWNERS", /\/policy\/.*\n/, "");
  edit("Pulumi.yaml", /(logRetentionDays:\n(.*\n)*?.*default: )30/, "$160");
  edit("settings/rules.ts", /at most|at least/, "at the very least");
}

test("a merge keeps the adopter's files, and takes everything else", () => {
  adopt();
  releaseLater(changeAll);
  const own = ["Pulumi.dev.yaml", "Pulumi.prod.yaml", "environments.yaml", ".github/CODEOWNERS"];
  const before = own.map((file) => clone.read(file));
  clone.git("merge", "--quiet", "--no-edit", "upstream");
  expect(own.map((file) => clone.read(file))).toEqual(before);
  expect(clone.read("Pulumi.yaml")).toMatch(/^name: acme\n[\s\S]*logRetentionDays:\n(.*\n)*?.*default: 60\n/);
  expect(clone.read("settings/rules.ts")).toContain("at the very least");
  const { status, stdout } = clone.adopt("--check");
  expect(stdout).toContain("  default  logRetentionDays: 60 instead of 30\n");
  expect([status, stdout.endsWith("Nothing must be done.\n")]).toEqual([0, true]);

  // A run records the settings that were read, and the check starts from them.
  clone.adopt("--yes");
  expect(clone.changed()).toEqual(["adoption.yaml"]);
  expect(clone.adopt("--check").stdout).toBe("Nothing must be done.\n");
});

/** Merges a version into a branch for a pull request, in a clone with the driver. Main is checked out afterwards. */
function mergeIntoBranch(branch: string): void {
  clone.git("switch", "--quiet", "--create", branch);
  clone.git("merge", "--quiet", "--no-edit", "upstream");
  clone.git("switch", "--quiet", "main");
}

/** What GitHub merges with: it does not run merge drivers. */
const withoutDriver = () => clone.git("config", "--remove-section", "merge.adopted");

test("a version that is merged into a branch on a machine has no conflict on GitHub, and the next version merges too", () => {
  adopt();
  releaseLater(changeAll);
  mergeIntoBranch("version-2");
  withoutDriver();
  expect(() => clone.git("merge", "--quiet", "--no-edit", "upstream")).toThrow();
  clone.git("merge", "--abort");
  clone.git("merge", "--quiet", "--no-edit", "--no-ff", "version-2");
  expect(clone.git("diff", "version-2")).toBe("");

  clone.adopt("--yes");
  clone.commit("the settings of version 2 are read");
  releaseLater(() => edit("settings/rules.ts", "at the very least", "never less than"));
  clone.git("merge", "--quiet", "--no-edit", "upstream");
  expect(clone.read("settings/rules.ts")).toContain("never less than");
});

test("after a squash of the merge, git does not know which version is merged, and the next one has a conflict", () => {
  adopt();
  releaseLater(changeAll);
  mergeIntoBranch("version-2");
  clone.git("merge", "--quiet", "--squash", "version-2");
  clone.commit("version 2, squashed");
  releaseLater(() => edit("settings/rules.ts", "at the very least", "never less than"));
  expect(() => clone.git("merge", "--quiet", "--no-edit", "upstream")).toThrow();
  expect(clone.git("diff", "--name-only", "--diff-filter=U").trim()).toBe("settings/rules.ts");
});

test("merges of the adopter's own branches are usual merges", () => {
  adopt();
  clone.git("switch", "--quiet", "--create", "topic");
  edit("Pulumi.dev.yaml", /databaseReplicas: 1/, "databaseReplicas: 2");
  clone.commit("topic");
  clone.git("switch", "--quiet", "main");
  edit("Pulumi.dev.yaml", /logRetentionDays: 7/, "logRetentionDays: 14");
  clone.commit("main");
  clone.git("merge", "--quiet", "--no-edit", "topic");
  expect(clone.read("Pulumi.dev.yaml")).toMatch(/logRetentionDays: 14\n[\s\S]*databaseReplicas: 2\n/);
});

test("a clone without the merge driver is found, and the next run of adopt configures it", () => {
  adopt();
  clone.git("config", "--unset", "merge.adopted.driver");
  const { status, stderr } = clone.adopt("--check");
  expect(stderr).toContain(
    "Merges in this clone do not keep your files. Run: npx --no groundwork adopt --yes",
  );
  expect(status).toBe(1);
  expect(clone.adopt("--yes").stdout).toContain("Merges in this clone now keep your files");
  expect(clone.changed()).toEqual([]);
  expect(clone.adopt("--check").stdout).toBe("Nothing must be done.\n");
});

test("a stack file that the adopter has removed and the platform has changed is a conflict, which the check explains", () => {
  adopt({ environment: ["prod=production"] });
  releaseLater(() => edit("Pulumi.dev.yaml", /natGateways: single/, "natGateways: onePerAz"));
  expect(() => clone.git("merge", "--quiet", "--no-edit", "upstream")).toThrow();
  const { status, stderr } = clone.adopt("--check");
  expect(stderr).toContain(
    "Pulumi.dev.yaml has a conflict. If it is not the file of one of your environments: git rm Pulumi.dev.yaml",
  );
  expect(status).toBe(1);
  clone.git("rm", "--quiet", "Pulumi.dev.yaml");
  clone.git("commit", "--quiet", "--no-edit");
  expect(clone.adopt("--check").stdout).toBe("Nothing must be done.\n");
});

test("settings that were added, removed or renamed are listed, and those that a stack file still sets must be changed", () => {
  adopt();
  releaseLater(() => {
    edit("Pulumi.yaml", / {2}natGateways:\n( {4}.*\n)+/, "");
    edit("Pulumi.yaml", / {2}tags:\n/, '  brandNew:\n    type: string\n    default: "x"\n  tags:\n');
    clone.write("Pulumi.staging.yaml", "config:\n  groundwork:region: us-east-1\n");
  });
  clone.git("merge", "--quiet", "--no-edit", "upstream");
  edit("Pulumi.prod.yaml", "acme:guardRails: production", "acme:environment: prod");
  const { status, stdout, stderr } = clone.adopt("--check");
  expect(stdout).toContain('  added    brandNew, with the default "x"\n  removed  natGateways\n');
  expect(stderr).toContain(
    "Pulumi.dev.yaml sets acme:natGateways, which this version does not have. Remove the line",
  );
  expect(stderr).toContain(
    "Pulumi.prod.yaml sets acme:environment, which this version does not have. It is named guardRails now: docs/upgrades.md",
  );
  expect(stderr).toContain(
    "Pulumi.staging.yaml belongs to no environment in environments.yaml. If a merge has added it: git rm Pulumi.staging.yaml",
  );
  expect(status).toBe(1);
});

test("a clone that was not adopted has nothing to compare", () => {
  const { status, stderr } = clone.adopt("--check");
  expect(stderr).toContain(
    "This clone was not adopted: there is no adoption.yaml. Run: npx --no groundwork adopt",
  );
  expect(status).toBe(1);
});
