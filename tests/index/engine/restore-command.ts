/** Runs a line of `groundwork restore` on a stack of the real engine, with given answers in the place of RDS, pods and the gallery. */
import { type ForwardPhase, forwardPhases } from "@groundwork/delivery/restore/phases";
import { requestOf } from "@groundwork/delivery/restore/request";
import { type RestoreArgs, restore } from "@groundwork/delivery/restore/restore";
import type { RunStatement } from "@groundwork/delivery/restore/statements";
import { restoredData } from "../../../applications/restored-data";
import { holdsData } from "../../../policy/data-types";
import type { TestStack } from "./engine";

const { statements } = restoredData;

/** What the databases answer: the same rows, and no writer. */
export const run: RunStatement = async (statement) => {
  if (statement === statements.schema) return [{ name: "0001_photos", run_on: "2026-01-01T00:00:00Z" }];
  if (statement === statements.writers) return [{ read_only: "on", writers: 0 }];
  return [{ rows: 3, newest: "2026-10-31T14:31:00Z", before: 3 }];
};

/** The line's options, by their names in the command. */
function optionsIn(line: string) {
  const [, , , , , ...words] = line.split(" ");
  const options: Record<string, string | true> = {};
  for (const [at, word] of words.entries()) {
    if (!word.startsWith("--")) continue;
    const value = words[at + 1];
    const name = word.slice(2).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    options[name] = value === undefined || value.startsWith("--") ? true : value;
  }
  return options;
}

/** Other answers than those of a good restore. */
export interface Answers {
  readonly run?: RunStatement;
  /** What AWS says of the source. */
  readonly ask?: RestoreArgs["ask"];
  /** How long to wait until writers have ended, in seconds. */
  readonly writersSeconds?: number;
}

/** Runs a line. Returns what it printed. */
export async function runLine(
  stack: Pick<TestStack, "stack">,
  line: string,
  answers: Answers = {},
): Promise<string> {
  const given = optionsIn(line);
  const text = (name: string) => (typeof given[name] === "string" ? String(given[name]) : undefined);
  const flag = (name: string) => given[name] === true || undefined;
  const lines: string[] = [];
  await restore({
    ...{ stack: stack.stack, config: restoredData, holdsData, production: false, now: new Date() },
    dryRun: flag("dryRun") ?? false,
    request: requestOf({
      ...{
        to: text("to"),
        snapshot: text("snapshot"),
        backups: text("backups"),
        replicaOf: text("replicaOf"),
      },
      ...{ confirm: flag("confirm"), back: flag("back") },
      until: (text("until") ?? "switched") as ForwardPhase,
    }),
    log: (each) => lines.push(each),
    access: {
      run: answers.run ?? run,
      ...(answers.writersSeconds === undefined ? {} : { writersSeconds: answers.writersSeconds }),
      beforeSchemaChange: flag("beforeSchemaChange") ?? false,
      primaryIsLost: flag("primaryIsLost") ?? false,
      withoutChecks: false,
    },
    ask: answers.ask ?? (async () => ({ findings: [] })),
    durations: async () => forwardPhases.map((phase) => ({ phase, seconds: 600, slowest: "" })),
    readTest: async () => "the list",
  });
  return lines.join("\n");
}
