/** The part of tinyexec that child.ts uses. Its own declarations are for ES modules only, which `moduleResolution: node10` does not find. */
declare module "tinyexec" {
  import type { ChildProcess, SpawnOptions, SpawnSyncOptions } from "node:child_process";

  interface Output {
    stdout: string;
    stderr: string;
    /** Undefined after a signal. */
    exitCode: number | undefined;
  }

  interface Program extends PromiseLike<Output> {
    readonly process: ChildProcess | undefined;
    readonly pid: number | undefined;
    readonly signalCode: string | null;
    kill(signal?: NodeJS.Signals): boolean;
  }

  export function x(
    command: string,
    args: readonly string[],
    options: {
      /** Whether the folders `node_modules/.bin` and that of Node.js come before those of PATH. Default: true */
      nodePath?: boolean;
      nodeOptions: SpawnOptions;
    },
  ): Program;

  export function xSync(
    command: string,
    args: readonly string[],
    options: { timeout?: number; nodePath?: boolean; nodeOptions: SpawnSyncOptions },
  ): Output;
}
