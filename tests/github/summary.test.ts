import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";

test("On GitHub, a failed test is shown at its line and in the job's summary", () => {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-summary-"));
  try {
    const summary = join(folder, "summary.md");
    writeFileSync(
      join(folder, "a.test.js"),
      'test("two is <three>", () => expect(2).toBe(3));\ntest("one is one", () => undefined);\n',
    );
    const config = {
      rootDir: folder,
      reporters: ["default", ["github-actions", { silent: false }], reporter()],
    };
    writeFileSync(join(folder, "jest.config.json"), JSON.stringify(config));
    const { status, stdout, stderr } = spawnSync(
      "npx",
      ["jest", "--config", join(folder, "jest.config.json")],
      {
        cwd: projectFolder,
        encoding: "utf8",
        env: { ...process.env, GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary },
      },
    );
    expect(status).toBe(1);
    expect(stdout + stderr).toMatch(/::error file=.*a\.test\.js,line=1/);
    const text = readFileSync(summary, "utf8");
    expect(text).toContain("### Failed");
    expect(text).toContain("1 passed, 1 failed, 0 skipped");
    expect(text).toContain("two is &#60;three&#62;");
    expect(text).toContain("Expected: 3");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("The project's jest configuration uses this reporter on GitHub, and only there", () => {
  const reporters = (env: string) => {
    const script = "console.log(JSON.stringify(require('./jest.config.js').reporters))";
    const { stdout } = spawnSync(process.execPath, ["-e", script], {
      cwd: projectFolder,
      encoding: "utf8",
      env: { ...process.env, GITHUB_ACTIONS: env },
    });
    return stdout;
  };
  expect(reporters("true")).toContain("summary-reporter.js");
  expect(reporters("")).not.toContain("summary-reporter.js");
});

function reporter(): string {
  return join(projectFolder, "packages/delivery/checks/ci/summary-reporter.js");
}
