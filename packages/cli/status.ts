/** How a command ends: what it says of an error, and its exit status. */
import { CommanderError } from "@commander-js/extra-typings";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { Interrupted } from "@groundwork/rehearse/errors/interruption";
import { EX_UNAVAILABLE, Unavailable } from "@groundwork/rehearse/errors/unavailable";

/** Ends the command with status 1 when its work did not succeed. Returns at once; output is still written. */
export function failUnless(passed: boolean): void {
  if (!passed) process.exitCode = 1;
}

/** The exit status for an error: 0 for help, 130 for an interruption, 69 for what this machine cannot do, else 1. */
export function statusOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  if (error instanceof Interrupted) return 130;
  return error instanceof Unavailable ? EX_UNAVAILABLE : 1;
}

/** What to print about an error; undefined when commander has printed it already. */
export function explain(error: unknown): string | undefined {
  if (error instanceof CommanderError) return undefined;
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  if (code === "ENOSPC")
    return `The disk is full: ${error.message}. Free some room, or set TMPDIR to another disk.`;
  // The Automation API's errors. Its classes are not imported: that would load the API for every command.
  if ("commandResult" in error) return explainEngine(error.message);
  // An expected error explains itself; anything else is a defect, and its stack says where.
  const expected = ["Interrupted", "OperationFailed", "Refusal", "SettingsError"];
  return error instanceof Explained || expected.includes(error.name)
    ? error.message
    : (error.stack ?? error.message);
}

/** What the engine reported, once, without the Automation API's wrapping; for a state that cannot be read, the procedure. */
function explainEngine(message: string): string {
  const lines = [...message.matchAll(/^\s*(?:stderr: )?error: (.*)$/gm)].map(([, line = ""]) => line);
  const said = lines.length > 0 ? [...new Set(lines)].join("\n") : message.trim();
  const unreadable =
    /unexpected end of JSON|invalid character|unmarshal|deserializ|load checkpoint|snapshot/i.test(said);
  return unreadable
    ? `The state cannot be read: ${said}\ndocs/state.md, section "Recover a state", describes how to restore an earlier version.`
    : `pulumi failed: ${said}`;
}
