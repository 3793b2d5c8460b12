/** Totals of a run. */
import { KINDS, type Kind } from "./kinds";
import type { Report } from "./messages";

export type FaultResult = Extract<Report, { about: "result" }>;

/** Formats the table of a run, and the problems of each fault from which the stack did not recover. */
export function formatTally(
  results: readonly FaultResult[],
  again: (names: readonly string[]) => string,
): string[] {
  const rows = Object.entries(KINDS).map(([kind, what]) => {
    const own = results.filter((each) => each.kind === kind);
    return { kind, what, ...totals(own) };
  });
  const all = { kind: "all", what: "", ...totals(results) };
  const line = (kind: string, injected: string, survived: string, seconds: string, what: string) =>
    `  ${kind.padEnd(9)}${injected.padStart(9)}${survived.padStart(10)}${seconds.padStart(9)}   ${what}`.trimEnd();
  return [
    line("kind", "injected", "survived", "seconds", ""),
    ...[...rows, all].map(({ kind, injected, survived, seconds, what }) =>
      line(kind, String(injected), String(survived), seconds.toFixed(0), what),
    ),
    ...results.filter(({ problems }) => problems.length > 0).flatMap((each) => formatFailure(each, again)),
  ];
}

/** How many faults were injected, and how many of them the stack recovered from. */
export function totals(results: readonly FaultResult[]) {
  const sum = (some: readonly FaultResult[], of: (each: FaultResult) => number) =>
    some.reduce((all, each) => all + of(each), 0);
  return {
    injected: sum(results, ({ count }) => count),
    survived: sum(
      results.filter(({ problems }) => problems.length === 0),
      ({ count }) => count,
    ),
    seconds: sum(results, ({ seconds }) => seconds),
  };
}

function formatFailure(
  { names, problems }: FaultResult,
  again: (names: readonly string[]) => string,
): string[] {
  return [
    "",
    `NOT SURVIVED: ${names.join(", ")}`,
    ...problems.slice(0, 12).map((problem) => `    ${problem.replaceAll("\n", "\n    ")}`),
    ...(problems.length > 12 ? [`    … and ${problems.length - 12} more`] : []),
    `    again: ${again(names)}`,
  ];
}

/** Kinds of which no fault was injected. A run that has to cover all kinds fails then. */
export function missingKinds(results: readonly FaultResult[], wanted: readonly Kind[]): Kind[] {
  return wanted.filter((kind) => !results.some((each) => each.kind === kind && each.count > 0));
}

/** The kinds that a run has to cover. Only a program with a Helm release has faults of the kind `release`. */
export function possibleKinds(
  wanted: readonly Kind[],
  sizes: readonly Readonly<Record<string, number>>[],
): Kind[] {
  return wanted.filter((kind) => kind !== "release" || sizes.some(({ release = 0 }) => release > 0));
}
