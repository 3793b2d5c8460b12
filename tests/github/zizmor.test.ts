import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPythonProgram } from "@groundwork/testbed/python/program";
import { parse } from "yaml";
import { repository } from "../project/test-project";
import { github, sources } from "./workflow";

let zizmor: string;
beforeAll(() => {
  // https://pypi.org/project/zizmor; one version, because every newer one reports more.
  zizmor = findPythonProgram({
    name: "zizmor",
    requirement: "zizmor==1.32.0",
    folder: "zizmor",
    fromPath: false,
  });
}, 600_000);

/** The strictest persona, without the network: it skips checks that query GitHub. */
function audit(folder: string) {
  const { status, stdout, stderr } = spawnSync(
    zizmor,
    [
      "--offline",
      "--persona",
      "auditor",
      "--strict-collection",
      "--config",
      join(github, "zizmor.yml"),
      "--format",
      "plain",
      folder,
    ],
    { encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

test("zizmor's strictest persona reports nothing for workflows and actions", () => {
  const { status, stdout, stderr } = audit(repository);
  expect(stdout).toContain("No findings to report");
  // Every file was read: a skipped file would have no findings either.
  for (const file of [...sources("workflows").keys(), ...sources("actions").keys()]) {
    expect(stderr).toContain(`completed ${join(repository, ".github", file)}`);
  }
  expect(status).toBe(0);
});

test("zizmor reports a planted mistake", () => {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-zizmor-"));
  try {
    mkdirSync(join(folder, ".github", "workflows"), { recursive: true });
    writeFileSync(
      join(folder, ".github", "workflows", "bad.yml"),
      [
        "name: bad",
        "on: pull_request_target",
        "jobs:",
        "  a:",
        "    runs-on: ubuntu-24.04",
        "    steps:",
        "      - uses: actions/checkout@v4",
        `        with: { ref: "\${{ github.event.pull_request.head.sha }}" }`,
        `      - run: echo \${{ github.event.pull_request.title }}`,
        "",
      ].join("\n"),
    );
    const { status, stdout } = audit(folder);
    expect(status).toBeGreaterThan(10);
    for (const rule of [
      "dangerous-triggers",
      "template-injection",
      "unpinned-uses",
      "excessive-permissions",
      "artipacked",
    ]) {
      expect(stdout).toContain(rule);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("Each exception from zizmor has its reason beside it", () => {
  const source = sources("workflows");
  expect([...source.values()].join("\n")).not.toContain("zizmor: ignore");
  const config = readFileSync(join(github, "zizmor.yml"), "utf8");
  const rules: { rules: Record<string, unknown> } = parse(config);
  for (const rule of Object.keys(rules.rules)) expect(config).toMatch(new RegExp(`${rule}:\\n +# \\S{2}`));
});
