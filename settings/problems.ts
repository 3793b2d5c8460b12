/** Problems in the config, and the error that reports them. */
import * as pulumi from "@pulumi/pulumi";

/** One problem in the config. */
export interface Problem {
  /** The key, with the index or name of an entry: `groundwork:clusterAdmins[1]`. */
  readonly key: string;
  /** The given value. Undefined if there is none, and for unknown keys, whose values may be secrets. */
  readonly given?: unknown;
  /** What is allowed instead. */
  readonly allowed: string;
}

/** Reports all problems in the config. Pulumi prints the message without a stack trace and exits with an error. */
export class SettingsError extends pulumi.RunError {
  constructor(
    readonly problems: readonly Problem[],
    /** The file to edit. */
    readonly file: string,
  ) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`${file} has ${count}; nothing was changed.`, ...problems.map(describe), ADVICE].join("\n\n"));
    this.name = "SettingsError";
  }
}

const ADVICE = "Edit the file, or use `pulumi config set -s STACK`. Pulumi.yaml documents every setting.";

function describe({ key, given, allowed }: Problem): string {
  const shown = typeof given === "string" && given !== "" ? given : JSON.stringify(given);
  const lines = [key, ...(given === undefined ? [] : [`  given:   ${shown}`]), `  allowed: ${allowed}`];
  return lines.map((line) => `  ${line}`).join("\n");
}

/** Finds the candidate with the smallest edit distance to `word`, ignoring case. Undefined if there are no candidates. */
export function findNearest(word: string, words: readonly string[]): string | undefined {
  const edits = (candidate: string) => computeDistance(word.toLowerCase(), candidate.toLowerCase());
  return [...words].sort((one, other) => edits(one) - edits(other))[0];
}

/** Computes the Levenshtein distance. */
function computeDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [column, candidate] of [...other].entries()) {
      const [left = 0, above = 0, diagonal = 0] = [next[column], row[column + 1], row[column]];
      next.push(Math.min(left + 1, above + 1, diagonal + (letter === candidate ? 0 : 1)));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
