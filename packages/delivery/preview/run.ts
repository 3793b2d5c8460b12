import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
    const { status, stderr } = await run(pulumi, argumentsFor(folder, stack, log), folder, signal);
    const events = existsSync(log) ? parseEvents(readFileSync(log, "utf8")) : [];
    return digest(events, {
      stack,
      at: new Date(),
      succeeded: status === 0,
      stderr,
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

async function run(
  program: string,
  args: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<{ status: number | null; stderr: string }> {
  // The flag for the event log exists only with this variable, which Pulumi's own Automation API sets as well.
  const env = { ...process.env, PULUMI_DEBUG_COMMANDS: "true" };
  const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "inherit", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = `${stderr}${text}`.slice(-20_000);
    process.stderr.write(text);
  });
  const stop = () => child.kill("SIGINT");
  signal.addEventListener("abort", stop, { once: true });
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { status, stderr };
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
