import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Supervised, supervise } from "@groundwork/testbed/processes/supervised";
import { temporaryFolder } from "@groundwork/testbed/processes/temporary";

/** A gallery process on this machine. */
export interface Gallery {
  /** Origin of the page and the API, http://127.0.0.1:PORT */
  readonly url: string;
  /** Address of its metrics. */
  readonly metricsUrl: string;
  readonly token: string;
  /** Process id, to measure memory and CPU. */
  readonly pid: number;
  /** The latest log lines. */
  output(): string;
  /** Sends a signal, SIGTERM by default, and waits for the end. Returns the exit code, null after a signal. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const root = join(__dirname, "..", "..");
const main = join(root, "app", "src", "main.ts");
const startSeconds = 30;
const tsx = createRequire(__filename).resolve("tsx/cjs");

/** A token in the format of the platform's tokens. */
export const newToken = (): string => randomBytes(24).toString("base64url");

/** A folder that is removed when this process ends, or by the next one after `kill -9`. */
export const temporaryDirectory = () => temporaryFolder("gallery-photos-");

const start = (role: string, env: Record<string, string>, launcher?: Launcher, program = main) =>
  run([program, role], env, launcher);

/** A command that runs the one after it, in the same process: one that sets limits first. */
export type Launcher = readonly [command: string, ...args: string[]];

/** Runs a TypeScript file of this project. */
const run = (
  args: string[],
  env: Record<string, string>,
  launcher: readonly string[] = [],
): Promise<Supervised & { readonly pid: number }> => {
  const [command = "", ...rest] = [...launcher, process.execPath, "--require", tsx, ...args];
  return supervise(command, rest, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, ...env },
    stopSignal: "TERM",
    cwd: root,
  });
};

/**
 * Runs the migrations, as the migration job of a release does.
 * @param program main.ts of another version
 * @throws Error with the output if they fail
 */
export async function runMigrations(env: Record<string, string>, program?: string): Promise<void> {
  const migration = await start("migrate", env, undefined, program);
  if ((await migration.ended) !== 0) throw new Error(`migrate failed:\n${migration.output()}`);
}

/**
 * Starts the gallery on free ports and returns when it accepts requests.
 * @param env its environment, see app/src/config.ts; missing variables get values for one machine
 * @param launcher runs the process under limits
 * @param program main.ts of another version
 */
export async function startGallery(
  env: Record<string, string>,
  role: "all" | "api" | "web" = "all",
  launcher?: Launcher,
  program?: string,
): Promise<Gallery> {
  const token = env.CURATOR_TOKEN ?? newToken();
  const settings: Record<string, string> = {
    HOST: "127.0.0.1",
    PORT: "0",
    METRICS_PORT: "0",
    SHUTDOWN_DELAY_SECONDS: "0",
    SHUTDOWN_GRACE_SECONDS: "10",
    CURATOR_TOKEN: token,
    ...env,
  };
  if (settings.PHOTOS_DIRECTORY !== undefined) mkdirSync(settings.PHOTOS_DIRECTORY, { recursive: true });
  const running = await start(role, settings, launcher, program);
  const { port, metricsPort } = await served(running);
  return {
    url: `http://127.0.0.1:${port}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    token,
    pid: running.pid,
    output: running.output,
    stop(signal = "SIGTERM") {
      if (running.child.exitCode === null) process.kill(running.pid, signal);
      return running.ended;
    },
  };
}

/**
 * Starts a process of the gallery and returns at once, whether it will serve or not.
 * @param env its whole environment besides PATH, see app/src/config.ts
 */
export const launchGallery = (env: Record<string, string>, role: "api" | "web") => start(role, env);

/** Starts another server of this folder that prints "listening at ORIGIN". */
export async function startScript(
  file: string,
  env: Record<string, string>,
): Promise<{ url: string; stop(): Promise<void> }> {
  const running = await run([join(__dirname, file)], env);
  const listening = () => /listening at (\S+)/.exec(running.output())?.[1];
  for (let attempt = 0; listening() === undefined; attempt++) {
    if (attempt > startSeconds * 10) throw new Error(`${file} does not start:\n${running.output()}`);
    await wait(100);
  }
  return {
    url: listening() ?? "",
    async stop() {
      process.kill(running.pid, "SIGTERM");
      await running.ended;
    },
  };
}

/** The ports that the process logs when it accepts requests. */
function served(running: Supervised): Promise<{ port: string; metricsPort: string }> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The gallery ${why}:\n${running.output()}`));
    const timer = setTimeout(() => fail(`does not serve after ${startSeconds} s`), startSeconds * 1000);
    const look = () => {
      const match = /"port":(\d+),"metricsPort":(\d+)/.exec(running.output());
      if (match === null) return;
      running.child.stdout?.off("data", look);
      clearTimeout(timer);
      resolve({ port: match[1] ?? "", metricsPort: match[2] ?? "" });
    };
    running.child.stdout?.on("data", look);
    void running.ended.then((code) => {
      clearTimeout(timer);
      fail(`exited with code ${code}`);
    });
  });
}
