/** What a run adds up to. */
import { KINDS, type Kind } from "./kinds";
import type { Report } from "./messages";

export type Met = Extract<Report, { about: "met" }>;

/** The table of a run, and what each fault that was not survived left behind. */
export function formatTally(met: readonly Met[], again: (names: readonly string[]) => string): string[] {
  const rows = Object.entries(KINDS).map(([kind, what]) => {
    const own = met.filter((each) => each.kind === kind);
    return { kind, what, ...totals(own) };
  });
  const all = { kind: "all", what: "", ...totals(met) };
  const line = (kind: string, injected: string, survived: string, seconds: string, what: string) =>
    `  ${kind.padEnd(9)}${injected.padStart(9)}${survived.padStart(10)}${seconds.padStart(9)}   ${what}`.trimEnd();
  return [
    line("kind", "injected", "survived", "seconds", ""),
    ...[...rows, all].map(({ kind, injected, survived, seconds, what }) =>
      line(kind, String(injected), String(survived), seconds.toFixed(0), what),
    ),
    ...met.filter(({ problems }) => problems.length > 0).flatMap((each) => formatFailure(each, again)),
  ];
}

/** How many faults there were, and how many were survived. */
export function totals(met: readonly Met[]) {
  const sum = (some: readonly Met[], of: (each: Met) => number) =>
    some.reduce((all, each) => all + of(each), 0);
  return {
    injected: sum(met, ({ count }) => count),
    survived: sum(
      met.filter(({ problems }) => problems.length === 0),
      ({ count }) => count,
    ),
    seconds: sum(met, ({ seconds }) => seconds),
  };
}

function formatFailure({ names, problems }: Met, again: (names: readonly string[]) => string): string[] {
  return [
    "",
    `NOT SURVIVED: ${names.join(", ")}`,
    ...problems.slice(0, 12).map((problem) => `    ${problem.replaceAll("\n", "\n    ")}`),
    ...(problems.length > 12 ? [`    … and ${problems.length - 12} more`] : []),
    `    again: ${again(names)}`,
  ];
}

/** Kinds of which nothing was met: a run that is to meet all has failed then. */
export function unmet(met: readonly Met[], wanted: readonly Kind[]): Kind[] {
  return wanted.filter((kind) => !met.some((each) => each.kind === kind && each.count > 0));
}
