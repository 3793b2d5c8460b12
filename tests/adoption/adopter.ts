/** Adopts a copy of the repository with `groundwork adopt`, and tests and rehearses it. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stacksIn } from "@groundwork/rehearse/project/files";
import { Copy } from "./adopted-copy";
import type { cases } from "./cases";

type Case = (typeof cases)[number];

/** What a case has changed and how long it took. */
export interface Result {
  readonly name: string;
  readonly environments: number;
  /** Files that adopt changed. */
  readonly files: number;
  /** Those of them that are no stack files. */
  readonly otherFiles: readonly string[];
  /** Lines that adopt removed or added. */
  readonly lines: number;
  seconds: number;
  result: string;
}

export class Adopter extends Copy {
  /** @param commit a commit of the repository. Default: the files of this checkout */
  constructor(
    private readonly adopted: Case,
    commit?: string,
  ) {
    super(commit);
    if (commit === undefined) this.commit("the platform");
  }

  /** Adopts the copy. @throws Error with the output of a command that fails */
  adopt(): Result {
    const stdout = this.groundwork("adopt", "--yes", ...this.adopted.options);
    const files = this.git("status", "--porcelain", "--untracked-files=all")
      .split("\n")
      .flatMap((line) => (line === "" ? [] : line.slice(3)));
    for (const [path, edit] of Object.entries(this.adopted.byHand ?? {})) {
      const file = join(this.folder, path);
      const [before, after] = [readFileSync(file, "utf8"), edit(readFileSync(file, "utf8"))];
      if (before === after) throw new Error(`the edit of ${path} changes nothing`);
      writeFileSync(file, after);
    }
    this.adopted.addApplication?.(this.folder, this.adopted.environments);
    this.commit("adopt");
    return {
      name: this.adopted.name,
      environments: stacksIn(this.folder).length,
      files: files.length,
      otherFiles: files.filter((file) => !/^Pulumi\..+\.yaml$/.test(file)),
      lines: Number(/(\d+) lines removed or added/.exec(stdout)?.[1]),
      seconds: 0,
      result: "failed",
    };
  }

  /** Rehearses an environment in the real engine. Returns the last lines. @throws Error with the output if it fails */
  rehearse(stack: string): string {
    return this.groundwork("rehearse", stack, "--require-engine");
  }

  groundwork(...args: readonly string[]): string {
    const bin = join(this.folder, "packages", "cli", "bin", "groundwork.js");
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
      cwd: this.folder,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    if (status !== 0)
      throw new Error(`groundwork ${args.join(" ")} ended with ${status}:\n${stdout}\n${stderr}`);
    return stdout;
  }
}

/** The results as a table. */
export function table(results: readonly Result[]): string {
  const rows = [
    ["case", "environments", "files", "lines", "seconds", "result"],
    ...results.map(({ name, environments, files, lines, seconds, result }) =>
      [name, environments, files, lines, seconds.toFixed(0), result].map(String),
    ),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
