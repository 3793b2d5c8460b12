import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isKey, originals } from "./keys";
import { type ObjectStore, type StoredObject, StoreUnavailable } from "./store";

const partSuffix = ".part";
/** Age in milliseconds from which an incomplete copy is removed. A copy takes much less time. */
const partLifetime = 3600_000;

const isMissing = (error: unknown) => error instanceof Error && "code" in error && error.code === "ENOENT";

/** Stores photos in a local folder, for development and tests. */
export class DiskStore implements ObjectStore {
  readonly attributes = {};

  /** @param onChange called with each key that was stored or removed, like the events of S3 */
  constructor(
    private readonly root: string,
    private readonly onChange: (key: string) => void = () => {},
  ) {}

  async put(key: string, file: string): Promise<void> {
    await this.attempt("store", async () => {
      const target = this.path(key);
      const part = `${target}.${randomUUID()}${partSuffix}`;
      await mkdir(dirname(target), { recursive: true });
      await copyFile(file, part);
      // The row is written afterwards. The photo must be as durable as the row.
      const handle = await open(part, "r+");
      await handle.sync().finally(() => handle.close());
      await rename(part, target);
    });
    this.onChange(key);
  }

  async read(key: string) {
    return this.attempt("read", async () => {
      const found = await this.stat(key);
      return found === undefined ? undefined : { body: createReadStream(this.path(key)), size: found.size };
    });
  }

  async exists(key: string): Promise<boolean> {
    return this.attempt("read", async () => (await this.stat(key)) !== undefined);
  }

  async remove(key: string): Promise<void> {
    await this.attempt("remove", () => rm(this.path(key), { force: true }));
    this.onChange(key);
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    const names = await this.attempt("list", async () => {
      try {
        return await readdir(join(this.root, prefix));
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    });
    for (const name of names) {
      const key = `${prefix}${name}`;
      const found = isKey(key) ? await this.stat(key) : undefined;
      if (found !== undefined) yield { key, size: found.size, modified: found.mtime };
    }
  }

  /** Removes incomplete copies of killed processes. */
  async removeLeftovers(now = Date.now()): Promise<void> {
    const folder = join(this.root, originals);
    for (const name of await readdir(folder).catch(() => [])) {
      const file = join(folder, name);
      if (!name.endsWith(partSuffix)) continue;
      const found = await stat(file).catch(() => undefined);
      if (found !== undefined && found.mtimeMs < now - partLifetime) await rm(file, { force: true });
    }
  }

  async link(): Promise<undefined> {
    return undefined;
  }

  close(): void {}

  private path(key: string): string {
    if (!isKey(key)) throw new Error("not a key of this store");
    return join(this.root, key);
  }

  private async stat(key: string) {
    try {
      return await stat(this.path(key));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  private async attempt<T>(operation: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw new StoreUnavailable(operation, { cause });
    }
  }
}
