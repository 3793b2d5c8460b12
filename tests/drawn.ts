import { shuffled } from "@groundwork/faults/chance";

/**
 * Some of many cases that take long, in their order. Each commit draws others, by its hash in GITHUB_SHA; a second run of a commit draws
 * the same ones. With CASES=all, as every night (coverage.yml, faults.yml), and without GITHUB_SHA, all cases run.
 */
export function drawn<T>(cases: readonly T[], count: number): T[] {
  const { GITHUB_SHA: commit, CASES } = process.env;
  if (CASES !== undefined && CASES !== "all")
    throw new Error(`CASES is ${CASES}; it must be all, or not set`);
  if (CASES === "all" || commit === undefined) return [...cases];
  const chosen = new Set(shuffled([...cases.keys()], commit).slice(0, count));
  return cases.filter((_, at) => chosen.has(at));
}
