/** Runs a line of `groundwork restore` on a stack of the real engine, with given answers in the place of RDS, pods and the gallery. */
import type { ForwardPhase } from "@groundwork/delivery/restore/phases";
import { requestOf } from "@groundwork/delivery/restore/request";
import { restore } from "@groundwork/delivery/restore/restore";
import type { RunStatement } from "@groundwork/delivery/restore/statements";
import { restoredData } from "../../../applications/restored-data";
import { holdsData } from "../../../policy/data-types";
import type { TestStack } from "./engine";

const { statements } = restoredData;

/** What the databases answer: the same rows, and no writer. */
const run: RunStatement = async (statement) => {
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

/** Runs a line. Returns what it printed. */
export async function runLine(stack: TestStack, line: string): Promise<string> {
  const given = optionsIn(line);
  const text = (name: string) => (typeof given[name] === "string" ? String(given[name]) : undefined);
  const flag = (name: string) => given[name] === true || undefined;
  const lines: string[] = [];
  await restore({
    ...{ stack: stack.stack, config: restoredData, holdsData, production: false, now: new Date() },
    dryRun: flag("dryRun") ?? false,
    request: requestOf({
      ...{ to: text("to"), snapshot: text("snapshot"), confirm: flag("confirm"), back: flag("back") },
      until: (text("until") ?? "switched") as ForwardPhase,
    }),
    log: (each) => lines.push(each),
    access: {
      run,
      beforeSchemaChange: flag("beforeSchemaChange") ?? false,
      primaryIsLost: flag("primaryIsLost") ?? false,
      withoutChecks: false,
    },
    ask: async () => ({ findings: [] }),
    durations: async () => [],
    readTest: async () => "the list",
  });
  return lines.join("\n");
}
