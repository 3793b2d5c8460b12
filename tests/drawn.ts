import { createHash } from "node:crypto";

/**
 * Some of many cases that take long. Each commit draws others, by its hash in GITHUB_SHA; a second run of a commit draws the same ones.
 * Every night CASES=all runs all of them (coverage.yml, faults.yml), and so does a run by hand, without GITHUB_SHA.
 */
export function drawn<T>(cases: readonly T[], count: number): T[] {
  const { GITHUB_SHA: commit, CASES } = process.env;
  if (CASES !== undefined && CASES !== "all")
    throw new Error(`CASES is ${CASES}; it must be all, or not set`);
  if (CASES === "all" || commit === undefined) return [...cases];
  const lot = (at: number) => createHash("sha256").update(`${commit} ${at}`).digest("hex");
  const chosen = cases.map((_, at) => at).sort((one, other) => lot(one).localeCompare(lot(other)));
  return chosen
    .slice(0, count)
    .sort((one, other) => one - other)
    .flatMap((at) => cases.slice(at, at + 1));
}
