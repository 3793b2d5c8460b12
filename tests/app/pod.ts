/** Runs statements as a pod of the gallery does for `groundwork restore`: with the image's program, in a folder like that of the image. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunStatement } from "@groundwork/delivery/restore/statements";
import { type Ended, runAside } from "@groundwork/rehearse/engine/child";
import { temporaryFolder } from "@groundwork/testbed/processes/temporary";
import { restoredData } from "../../applications/restored-data";

const root = join(__dirname, "..", "..");

/** A pod of the gallery, on this machine. */
export interface Pod {
  /** Runs a program for `node -e`, as `kubectl exec` does. */
  exec(program: string, stdin: string): Promise<Ended>;
  readonly run: RunStatement;
  remove(): void;
}

/** @param environment of the gallery. The pod does not reach the primary and the password file that its own settings name. */
export function openPod(environment: Readonly<Record<string, string>>): Pod {
  const { path, remove } = temporaryFolder("groundwork-pod-");
  // The folder of the source stands for that of the compiled program.
  const folder = join(path, "dist", "database");
  mkdirSync(folder, { recursive: true });
  const source = join(root, "app", "src", "database", "query.ts");
  const script = `require(${JSON.stringify(require.resolve("tsx/cjs"))}); require(${JSON.stringify(source)});`;
  writeFileSync(join(folder, "query.js"), script);
  const env = {
    PATH: process.env.PATH,
    ...environment,
    DATABASE_PRIMARY_HOST: "127.0.0.1:1",
    DATABASE_PASSWORD: undefined,
    DATABASE_PASSWORD_FILE: "/does/not/exist",
  };
  const exec: Pod["exec"] = (program, input) =>
    runAside(process.execPath, ["-e", program], { cwd: path, env, input });
  return {
    exec,
    run: async (statement, login) => {
      const ended = await exec(restoredData.statements.program, JSON.stringify({ statement, login }));
      if (ended.status !== 0) throw new Error(ended.stderr);
      return ended.stdout.startsWith("SELECT: 0 rows") ? [] : JSON.parse(ended.stdout);
    },
    remove,
  };
}
