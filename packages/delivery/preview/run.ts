import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whereIs } from "@groundwork/rehearse/engine/path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { digest } from "./digest";
import { parseEvents } from "./events";
import type { Preview } from "./preview";

export interface PreviewArgs {
  /** The project's folder. */
  readonly folder: string;
  readonly stack: string;
  /** Aborted: the engine is asked to stop, and the preview counts as failed. */
  readonly signal: AbortSignal;
}

/**
 * Runs `pulumi preview --refresh` in the project's folder as a person would, who sees its output; gives what it found,
 * whether it succeeded or not. The whole event log exists in a private temporary folder for that long only.
 *
 * @throws Explained when there is no pulumi.
 */
export async function preview({ folder, stack, signal }: PreviewArgs): Promise<Preview> {
  const pulumi = whereIs("pulumi");
  if (pulumi === undefined) {
    throw new Explained("There is no pulumi on your PATH: https://www.pulumi.com/docs/install");
  }
  const temporary = mkdtempSync(join(tmpdir(), "groundwork-preview-"));
  try {
    const log = join(temporary, "events.json");
    const { status, said } = await run(pulumi, argumentsFor(folder, stack, log), folder, signal);
    const events = existsSync(log) ? parseEvents(readFileSync(log, "utf8")) : [];
    return digest(events, { stack, at: new Date(), succeeded: status === 0, said });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** What the engine is told; the policy pack is asked where there is one. */
export function argumentsFor(folder: string, stack: string, log: string): readonly string[] {
  const pack = existsSync(join(folder, "policy", "PulumiPolicy.yaml")) ? ["--policy-pack", "policy"] : [];
  // The value must be written: given bare, this flag means false, and with an S3 backend the engine then prints a signed
  // link that downloads the whole state without credentials.
  const options = ["--refresh", "--non-interactive", "--suppress-permalink=true"];
  return ["preview", "--stack", stack, ...options, ...pack, "--event-log", log];
}

async function run(
  program: string,
  args: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<{ status: number | null; said: string }> {
  // The flag for the event log exists only with this variable, which Pulumi's own Automation API sets as well.
  const env = { ...process.env, PULUMI_DEBUG_COMMANDS: "true" };
  const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "inherit", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = `${said}${text}`.slice(-20_000);
    process.stderr.write(text);
  });
  const stop = () => child.kill("SIGINT");
  signal.addEventListener("abort", stop, { once: true });
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { status, said };
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
