/** The result of a preflight as text. */
import type { Finding } from "./finding";
import type { Preflight } from "./preflight";

const MARKS: Readonly<Record<Finding["result"], string>> = {
  ok: "ok",
  warning: "warning",
  problem: "PROBLEM",
  "not asked": "NOT ASKED",
};

/** A row for each question; below each that is not ok, what to do about it. */
export function renderFindings(findings: readonly Finding[]): string {
  const marks = Math.max(...Object.values(MARKS).map(({ length }) => length));
  const rows = findings.flatMap(({ asked, result, found, advice }) => [
    `  ${MARKS[result].padEnd(marks)}  ${asked}: ${found}`,
    ...(advice === "" ? [] : [`  ${" ".repeat(marks)}    → ${advice}`]),
  ]);
  return rows.join("\n");
}

/** The findings, their number, and whether an update can begin. */
export function renderPreflight({ stack, findings, passed }: Preflight): string {
  const verdict = passed
    ? `Passed: an \`up\` of "${stack}" can begin.`
    : `Failed: an \`up\` of "${stack}" would not come to its end, or AWS did not answer everything.`;
  return `${renderFindings(findings)}\n\n${count(findings)}\n${verdict}`;
}

function count(findings: readonly Finding[]): string {
  const number = (result: Finding["result"]) => findings.filter((each) => each.result === result).length;
  const [problems, warnings, unasked] = [number("problem"), number("warning"), number("not asked")];
  const asked = findings.length - unasked;
  return `${asked} asked: ${number("ok")} ok, ${warnings} ${plural("warning", warnings)}, ${problems} ${plural("problem", problems)}; ${unasked} not asked.`;
}

const plural = (word: string, number: number) => (number === 1 ? word : `${word}s`);
