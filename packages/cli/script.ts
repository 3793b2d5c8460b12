import { Explained } from "@groundwork/rehearse/errors/explained";
import { Interrupted } from "@groundwork/rehearse/errors/interruption";
import { EX_UNAVAILABLE, Unavailable } from "@groundwork/rehearse/errors/unavailable";

/**
 * Runs a command-line script: help for `--help`, one clear message for what went wrong, an exit status that is 0
 * only when the work says so (returns true or nothing), and EX_UNAVAILABLE when it cannot be done on this machine.
 */
export async function runScript(usage: string, work: () => Promise<unknown>): Promise<void> {
  if (process.argv.includes("--help") || process.argv.includes("-h")) {
    console.log(usage);
    return;
  }
  try {
    if ((await work()) === false) process.exitCode = 1;
  } catch (error) {
    process.exitCode = statusOf(error);
    console.error(`\n${explain(error)}`);
    if (isUsage(error)) console.error(`\n${usage}`);
  }
}

function statusOf(error: unknown): number {
  if (error instanceof Interrupted) return 130;
  return error instanceof Unavailable ? EX_UNAVAILABLE : 1;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  if (code === "ENOSPC")
    return `The disk is full: ${error.message}. Free some room, or set TMPDIR to another disk.`;
  // What a person can act on speaks for itself; anything else is a defect, and its stack says where.
  const expected = ["Interrupted", "OperationFailed", "Refusal", "SettingsError"];
  return error instanceof Explained || expected.includes(error.name) || isUsage(error)
    ? error.message
    : (error.stack ?? error.message);
}

function isUsage(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}
