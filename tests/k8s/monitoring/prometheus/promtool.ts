import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePrometheus } from "@groundwork/testbed/prometheus";
import { stringify } from "yaml";

/** A temporary folder for the duration of `use`. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-promtool-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs promtool over files given by name and content. */
export function promtool(
  args: readonly string[],
  files: Readonly<Record<string, unknown>>,
): Promise<{ ok: boolean; said: string }> {
  return inFolder(async (folder) => {
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(folder, name), stringify(content));
    const { promtool: program } = await ensurePrometheus();
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
    return { ok: status === 0, said: stdout + stderr };
  });
}
