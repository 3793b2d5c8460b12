/** What is wrong with the config, and how it is said. */
import * as pulumi from "@pulumi/pulumi";

/** One thing that is wrong with the config. */
export interface Problem {
  /** The key, with the entry of a list or map where there is one: `groundwork:clusterAdmins[1]`. */
  readonly key: string;
  /** The value as it was given; undefined when there is none, or when it is nobody's business (unknown keys). */
  readonly given?: unknown;
  readonly allowed: string;
}

/** Everything that is wrong with the config. Pulumi prints the message without a stack trace, and exits with an error. */
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

const ADVICE = "Edit the file, or use `pulumi config set`. Pulumi.yaml says what each setting means.";

function describe({ key, given, allowed }: Problem): string {
  const shown = typeof given === "string" && given !== "" ? given : JSON.stringify(given);
  const lines = [key, ...(given === undefined ? [] : [`  given:   ${shown}`]), `  allowed: ${allowed}`];
  return lines.map((line) => `  ${line}`).join("\n");
}

/** The word that takes the fewest edits (letters added, removed or changed, whatever their case) to become `word`. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const edits = (candidate: string) => distance(word.toLowerCase(), candidate.toLowerCase());
  return [...words].sort((one, other) => edits(one) - edits(other))[0];
}

/** The Levenshtein distance. */
function distance(one: string, other: string): number {
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
