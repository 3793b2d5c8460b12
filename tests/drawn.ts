import { shuffled } from "@groundwork/faults/chance";

/**
 * Some of many cases that take long, in their order. Each commit draws others, by its hash in GITHUB_SHA; a second run of a commit draws
 * the same ones. With CASES=all, as every night (coverage.yml, faults.yml), and without GITHUB_SHA, all cases run.
 *
 * @param of what is drawn: one kind of cases does not decide about another one
 */
export function drawn<T>(cases: readonly T[], count: number, of = "cases"): T[] {
  const { GITHUB_SHA: commit, CASES } = process.env;
  if (CASES !== undefined && CASES !== "all")
    throw new Error(`CASES is ${CASES}; it must be all, or not set`);
  if (CASES === "all" || commit === undefined) return [...cases];
  const chosen = new Set(shuffled([...cases.keys()], `${commit}/${of}`).slice(0, count));
  return cases.filter((_, at) => chosen.has(at));
}

/** Files in tests/index/engine that restore a database for some minutes. Each commit runs one of them. */
export const restores = ["database-restore", "killed-restore", "whole-restore"] as const;

/** Files in tests/index/delivery that deploy the gallery for some minutes. Each commit runs one of them. */
export const deliveries = ["delivery", "pipeline"] as const;

/** Defines the tests of a file. If the commit draws another file of the group, they are skipped, which is printed. */
export function describeDrawn<T extends string>(name: T, group: readonly T[], define: () => void): void {
  const chosen = drawn(group, 1, "files");
  if (chosen.includes(name)) describe(name, define);
  else {
    // Jest does not name skipped tests if there are several files.
    process.stderr.write(`${name} is skipped: of ${group.join(", ")}, this commit draws ${chosen.join()}.\n`);
    describe.skip(name, define);
  }
}
