import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Report } from "../../engine";

/** An isolated environment: a PATH, a cache folder, and programs that are shell scripts. */
export class Sandbox {
  readonly folder = mkdtempSync(join(tmpdir(), "engine-"));
  readonly bin = join(this.folder, "bin");
  readonly cache = join(this.folder, "cache", "groundwork", "engine");
  readonly said: string[] = [];
  readonly report: Report = {
    log: (line) => void this.said.push(line),
    during: (step, work) => {
      this.said.push(step);
      return work();
    },
  };
  private readonly before = { PATH: process.env.PATH, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME };

  constructor() {
    mkdirSync(this.bin);
    process.env.PATH = this.bin;
    process.env.XDG_CACHE_HOME = join(this.folder, "cache");
  }

  remove() {
    for (const [name, value] of Object.entries(this.before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Puts a program on PATH. */
  onPath(name: string, script: string) {
    return program(join(this.bin, name), script);
  }

  /** Puts an engine into the cache folder. */
  cached(version: string, script = `echo v${version}`) {
    return program(join(this.cache, version, "bin", "pulumi"), script);
  }

  /** The entries of the cache folder, including hidden folders. */
  inCache(): readonly string[] {
    return readdirSync(this.cache).sort();
  }
}

export function program(path: string, script: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A Go of the given version, whose build produces an engine of the given version. */
export function fakeGo(version: string, engine: string): string {
  return `
if [ "$1" = env ]; then echo go${version}; exit; fi
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\necho v${engine}\\n' > "$2"
/bin/chmod +x "$2"`;
}

/** The process id that a program writes to a file, as soon as it exists. */
export async function pidIn(file: string): Promise<number> {
  for (let tries = 0; tries < 400; tries++) {
    const content = contentOf(file);
    if (content?.endsWith("\n")) return Number(content);
    await wait(50);
  }
  throw new Error("the program never started");
}

/** Whether a process ends within a few seconds. A zombie, which its parent has not waited for yet, has ended. */
export async function ends(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    if (!isAlive(pid) || contentOf(`/proc/${pid}/stat`)?.includes(") Z ")) return true;
    await wait(50);
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
