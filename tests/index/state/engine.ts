import { type ChildProcessByStdio, spawn } from "node:child_process";
import { dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { type Engine, findEngine } from "@groundwork/rehearse/engine";
import { testProject } from "../../project/test-project";

const PIPED: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];

/** The real engine. If there is none, the test fails with what was tried. */
export async function realEngine(): Promise<Engine> {
  const found = await findEngine({ report: { log: () => undefined, during: (_, work) => work() } });
  if ("path" in found) return found;
  throw new Error(`no Pulumi engine: ${found.tried.map(({ way, why }) => `${way}: ${why}`).join("; ")}`);
}

/** The output of a command, and its exit status. */
export interface Ran {
  readonly status: number | null;
  readonly output: string;
}

interface Where {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** The environment of a shell in which `pulumi` is the engine. */
export function shellWith(engine: Engine, env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...env, PATH: `${dirname(engine.path)}:${process.env.PATH}` };
}

/** Runs `groundwork` to its end. */
export function runGroundwork(args: readonly string[], where: Where): Promise<Ran> {
  return ended(startGroundwork(args, where));
}

/** Runs `pulumi`. */
export function runPulumi(
  engine: Engine,
  args: readonly string[],
  { env, cwd = testProject }: Where,
): Promise<Ran> {
  return ended(spawn(engine.path, [...args, "--non-interactive"], { env, cwd, stdio: PIPED }));
}

/** Runs lines of shell, as a user pastes them; the first failure ends them. */
export function runShell(lines: string, { env, cwd = testProject }: Where): Promise<Ran> {
  return ended(spawn("sh", ["-e", "-c", lines], { env, cwd, stdio: PIPED }));
}

/** Runs the command in a terminal. When it has printed the question, types the answer. */
export function typeAnswer(
  args: readonly string[],
  { env, cwd = testProject }: Where,
  { question, answer }: { readonly question: RegExp; readonly answer: string },
): Promise<Ran> {
  const terminal = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
  const bin = join(testProject, "packages/cli/bin/groundwork.js");
  const child = spawn("python3", ["-c", terminal, process.execPath, bin, ...args], { env, cwd });
  let printed = "";
  const typeOnce = (chunk: Buffer) => {
    printed += chunk;
    if (!question.test(printed)) return;
    child.stdout.off("data", typeOnce);
    child.stdin.write(answer);
  };
  child.stdout.on("data", typeOnce);
  return ended(child);
}

function ended(child: ChildProcessByStdio<Writable | null, Readable, Readable>): Promise<Ran> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, output }));
  });
}

/** Starts a script in a separate process group, so that a test can kill it with all its child processes. */
export function startGroundwork(args: readonly string[], { env, cwd = testProject }: Where) {
  const bin = join(testProject, "packages/cli/bin/groundwork.js");
  return spawn(process.execPath, [bin, ...args], { env, cwd, stdio: PIPED, detached: true });
}
