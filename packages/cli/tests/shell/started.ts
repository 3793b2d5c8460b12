/** Starts `groundwork shell` as a person does, with a stand-in for EKS and a stub of the AWS CLI. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { bin } from "../command";
import type { StandIn } from "./eks";

/** A command that runs, or has ended. */
export interface Started {
  readonly child: ChildProcess;
  /** Resolves when the output contains the text. @throws Error if the command ends without it */
  prints(text: string | RegExp): Promise<void>;
  readonly ended: Promise<{
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
  }>;
}

/** A folder for the commands of one test file: `bin` is first on the PATH, and `tmp` is the folder of temporary files. */
export class Desk {
  readonly folder = mkdtempSync(join(tmpdir(), "groundwork-shell-test-"));
  readonly temporary = join(this.folder, "tmp");
  readonly #running = new Set<ChildProcess>();

  constructor(readonly standIn: StandIn) {
    for (const name of ["bin", "home"]) mkdirSync(join(this.folder, name));
    mkdirSync(this.temporary);
    this.program("aws", "exit 1");
  }

  /** Writes a program of the shell. */
  program(name: string, script: string): void {
    writeFileSync(join(this.folder, "bin", name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  get env(): NodeJS.ProcessEnv {
    return {
      PATH: [join(this.folder, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
      HOME: join(this.folder, "home"),
      TMPDIR: this.temporary,
      ...this.standIn.env,
    };
  }

  /** Starts `groundwork shell` with the words, in a separate session. */
  start(words: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
    return this.run(process.execPath, [bin, "shell", ...words], env);
  }

  /** Starts it in a separate terminal: https://man7.org/linux/man-pages/man1/script.1.html */
  startInTerminal(words: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
    const line = [process.execPath, bin, "shell", ...words].map((word) => `'${word}'`).join(" ");
    return this.run("script", ["--quiet", "--return", "--command", line, "/dev/null"], env);
  }

  run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Started {
    const child = spawn(program, args, { cwd: projectFolder, env: { ...this.env, ...env }, detached: true });
    this.#running.add(child);
    let [stdout, stderr] = ["", ""];
    const waiting = new Set<() => void>();
    const look = () => {
      for (const each of waiting) each();
    };
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      look();
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
      look();
    });
    const ended = new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) =>
      child.once("close", (status) => {
        this.#running.delete(child);
        resolve({ status, stdout, stderr });
      }),
    );
    const prints = (text: string | RegExp) =>
      new Promise<void>((resolve, reject) => {
        const check = () => {
          if (`${stdout}${stderr}`.match(text)) {
            waiting.delete(check);
            resolve();
          }
        };
        waiting.add(check);
        check();
        void ended.then(() => reject(new Error(`ended without ${text}:\n${stdout}${stderr}`)));
      });
    return { child, prints, ended };
  }

  /** Ends what still runs, and removes the folder. */
  close(): void {
    for (const { pid } of this.#running) if (pid !== undefined) process.kill(-pid, "SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}
