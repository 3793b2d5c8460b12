/** The programs in examples/, in the engine: each is created, stays unchanged and is removed; one by the command in its README. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { newCloud } from "@groundwork/rehearse/cloud";
import { rehearse } from "@groundwork/rehearse/lifecycle/rehearsal";
import { openStack } from "@groundwork/rehearse/lifecycle/workspace";
import { engine } from "@groundwork/testbed/engine";
import { configOf, folderOf, programs } from "../../examples/programs";
import { repository } from "../../project/test-project";
import { copyPlatform } from "../platform-copy";

/** The example that is rehearsed by the command, with the engine's own policy pack. tests/examples/ checks the policies of all. */
const BY_COMMAND = "second-team";

test.each(programs.filter((name) => name !== BY_COMMAND))(
  "%s is created, stays unchanged and leaves nothing",
  async (name) => {
    const { program, existing } = configOf(name);
    const cloud = newCloud({ existing });
    const { command } = await engine();
    const rehearsed = await openStack({
      ...{ engine: command, folder: folderOf(name), stack: "dev", cloud },
      program: async () => program(),
    });
    try {
      const steps: string[] = [];
      for await (const { name: step, surprises } of rehearse({ rehearsed, cloud })) {
        expect([step, ...surprises]).toEqual([step]);
        steps.push(step);
      }
      expect(steps).toEqual(["preview", "up", "up again", "refresh", "destroy"]);
    } finally {
      rehearsed.close();
    }
  },
  600_000,
);

test("an example is rehearsed by the command in its README, with the policies of the platform", async () => {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-examples-"));
  try {
    copyPlatform(folder);
    cpSync(join(repository, "examples"), join(folder, "examples"), { recursive: true });
    const { path } = await engine();
    const { status, stdout, stderr } = spawnSync(
      join(repository, "node_modules", ".bin", "groundwork"),
      ["rehearse", "dev", "--require-engine"],
      {
        cwd: join(folder, "examples", BY_COMMAND),
        env: { ...process.env, PATH: [dirname(path), process.env.PATH].join(delimiter) },
        encoding: "utf8",
      },
    );
    expect(stderr).toBe("");
    expect(stdout).toMatch(/ok {2}preview .* to create, no policy violations/);
    expect(stdout).toContain('Passed: "dev" was created, stayed unchanged and was removed as expected');
    expect(status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 600_000);
