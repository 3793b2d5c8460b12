/** The shell, or the command, that runs while the endpoint is open. */
import { spawn } from "node:child_process";
import { constants as system } from "node:os";
import { isExecutable, whereIs } from "@groundwork/rehearse/engine/path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { Signals } from "./signals";

/** Time after a signal until the command is killed, in milliseconds. */
const GRACE = 5_000;

/** @throws Explained if there is no such program on the PATH */
export function requireProgram(name: string, why: string): void {
  const found = name.includes("/") ? isExecutable(name) : whereIs(name) !== undefined;
  if (!found) throw new Explained(`There is no program ${name} on the PATH: ${why}`);
}

/**
 * Runs a command in this terminal until it ends, and returns its exit status. SIGTERM and SIGHUP end it, and so does SIGINT
 * without a terminal: Ctrl-C in a terminal reaches the command itself.
 */
export function runCommand(
  [program = "", ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  signals: Signals,
): Promise<number> {
  const child = spawn(program, args, { env, stdio: "inherit" });
  let kill: NodeJS.Timeout | undefined;
  const handle = (signal: NodeJS.Signals) => {
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
    // An interactive shell ignores SIGTERM.
    if (signal === "SIGTERM") child.kill("SIGHUP");
    kill ??= setTimeout(() => child.kill("SIGKILL"), GRACE);
  };
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal ? system.signals[signal] : 0)));
  });
  return signals.during(handle, () => ended).finally(() => clearTimeout(kill));
}
