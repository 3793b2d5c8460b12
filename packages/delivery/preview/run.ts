import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runAside } from "@groundwork/rehearse/engine/child";
import { whereIs } from "@groundwork/rehearse/engine/path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectTypes } from "@groundwork/rehearse/project/config";
import { digest } from "./digest";
import { parseEvents } from "./events";
import type { Preview } from "./preview";

export interface PreviewArgs {
  /** The project's folder. */
  readonly folder: string;
  readonly stack: string;
  /** When it is aborted, the engine is stopped, and the preview counts as failed. */
  readonly signal: AbortSignal;
}

/** Number of characters of stderr that are kept: its end has the errors. */
const LAST_OF_STDERR = 20_000;

/**
 * Runs `pulumi preview --refresh` in the project's folder and shows its output. Returns the result of successful and failed
 * previews. The complete event log is kept in a private temporary folder, which is removed at the end.
 *
 * @throws Explained if pulumi is not on the PATH.
 */
export async function preview({ folder, stack, signal }: PreviewArgs): Promise<Preview> {
  const pulumi = whereIs("pulumi");
  if (pulumi === undefined) {
    throw new Explained("There is no pulumi on your PATH: https://www.pulumi.com/docs/install");
  }
  const temporary = mkdtempSync(join(tmpdir(), "groundwork-preview-"));
  try {
    const log = join(temporary, "events.json");
    const { status, stderr } = await runAside(pulumi, argumentsFor(folder, stack, log), {
      cwd: folder,
      // The flag for the event log exists only with this variable, which Pulumi's own Automation API sets as well.
      env: { ...process.env, PULUMI_DEBUG_COMMANDS: "true" },
      showStdout: true,
      onStderr: (text) => process.stderr.write(text),
      signal,
    });
    const events = existsSync(log) ? parseEvents(readFileSync(log, "utf8")) : [];
    return digest(events, {
      stack,
      at: new Date(),
      succeeded: status === 0,
      stderr: stderr.slice(-LAST_OF_STDERR),
      types: projectTypes(folder),
    });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** The arguments of pulumi. They include the policy pack if the project has one. */
export function argumentsFor(folder: string, stack: string, log: string): readonly string[] {
  const pack = existsSync(join(folder, "policy", "PulumiPolicy.yaml")) ? ["--policy-pack", "policy"] : [];
  // Without an explicit value this flag is false, and with an S3 backend the engine then prints a signed link that
  // downloads the whole state without credentials.
  const options = ["--refresh", "--non-interactive", "--suppress-permalink=true"];
  return ["preview", "--stack", stack, ...options, ...pack, "--event-log", log];
}
