import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { findActionlint } from "./actionlint";
import { sources } from "./workflow";

let actionlint: string;
beforeAll(() => {
  actionlint = findActionlint();
}, 600_000);

/** Findings about features that this version does not support yet, each with its documentation. */
const KNOWN = [
  // https://github.blog/changelog/2026-05-07-github-actions-concurrency-groups-now-allow-larger-queues
  /unexpected key "queue" for "concurrency" section/,
];

/**
 * Every finding in the workflows of a folder, one per line. shellcheck is disabled, because it is not on every
 * machine.
 */
function lint(folder: string): string[] {
  const options = ["-oneline", "-no-color", "-shellcheck=", "-pyflakes="];
  const { status, stdout, stderr } = spawnSync(actionlint, options, { cwd: folder, encoding: "utf8" });
  if (status !== 0 && status !== 1) throw new Error(`actionlint failed (${status}): ${stderr}`);
  return stdout.split("\n").filter((line) => line !== "" && !KNOWN.some((known) => known.test(line)));
}

test("actionlint reports nothing for the workflows", () => {
  expect(sources("workflows").size).toBeGreaterThan(5);
  expect(lint(projectFolder)).toEqual([]);
});

test("actionlint reports a planted mistake", () => {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-actionlint-"));
  try {
    mkdirSync(join(folder, ".git"));
    mkdirSync(join(folder, ".github", "workflows"), { recursive: true });
    writeFileSync(
      join(folder, ".github", "workflows", "bad.yml"),
      [
        "on: push",
        "permissions: { atestations: write }",
        "jobs:",
        "  a:",
        "    runs-on: ubuntu-24.4",
        "    steps:",
        "      - run: echo $" + "{{ github.event.issue.title }}",
        "      - run: echo $" + "{{ steps.nothing.outputs.x }}",
        "      - uses: ./.github/actions/nothing",
        "",
      ].join("\n"),
    );
    const found = lint(folder).join("\n");
    expect(found).toMatch(/unknown permission scope "atestations"/);
    expect(found).toMatch(/label "ubuntu-24\.4" is unknown/);
    expect(found).toMatch(/potentially untrusted/);
    expect(found).toMatch(/"nothing" is not defined/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
