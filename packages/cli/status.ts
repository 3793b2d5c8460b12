/** The exit status and the error message of a command. */
import { CommanderError } from "@commander-js/extra-typings";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { Interrupted } from "@groundwork/rehearse/errors/interruption";
import { EX_UNAVAILABLE, Unavailable } from "@groundwork/rehearse/errors/unavailable";

/** Sets exit status 1 if the command did not succeed. Does not exit, so that pending output is written. */
export function failUnless(passed: boolean): void {
  if (!passed) process.exitCode = 1;
}

/** The exit status for an error: 0 for help, 130 if interrupted, 69 if not possible on this machine, else 1. */
export function statusOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  if (error instanceof Interrupted) return 130;
  return error instanceof Unavailable ? EX_UNAVAILABLE : 1;
}

/** The message of an error; undefined if commander has already printed it. */
export function explain(error: unknown): string | undefined {
  if (error instanceof CommanderError) return undefined;
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  if (code === "ENOSPC")
    return `The disk is full: ${error.message}. Free some space, or set TMPDIR to another disk.`;
  // The Automation API's errors. Its classes are not imported: that would load the API for every command.
  if ("commandResult" in error) return explainEngine(error.message);
  // Expected errors have an explanation. Any other error is a defect, and its stack trace shows the location.
  const expected = ["Interrupted", "OperationFailed", "Refusal", "SettingsError", "ExistingNetworkError"];
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
