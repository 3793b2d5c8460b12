/** A backend in a local folder, as `pulumi login --local` uses it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Backend, Entry } from "./backend";

/** Suffix of the files in which the engine stores what are object headers in S3. */
const ATTRIBUTES = ".attrs";

/**
 * Opens a backend such as `file:///home/me/states`. A folder has no versions: `versions` returns at most the current one,
 * and the engine's backup of a state (`STACK.json.bak`) is the only earlier one.
 */
export function openFolder(url: string): Backend {
  const folder = fileURLToPath(url);
  const at = (key: string) => join(folder, ...key.split("/"));
  /** None if there is no such file: an update that ends removes its lock, also between two calls here. */
  const entries = (key: string): Entry[] => {
    const found = statSync(at(key), { throwIfNoEntry: false });
    return found === undefined ? [] : [{ key, size: found.size, modified: found.mtime }];
  };
  const keys = (prefix: string): string[] =>
    !existsSync(at(prefix))
      ? []
      : readdirSync(at(prefix), { withFileTypes: true }).flatMap((each) => {
          const key = `${prefix}${each.name}`;
          return each.isDirectory() ? keys(`${key}/`) : [key];
        });
  return {
    url,
    list: async (prefix) =>
      keys(prefix.endsWith("/") ? prefix : `${prefix}/`)
        .filter((key) => !key.endsWith(ATTRIBUTES))
        .flatMap(entries),
    read: async (key) => (existsSync(at(key)) ? readFileSync(at(key), "utf8") : undefined),
    write: async (key, content) => {
      mkdirSync(dirname(at(key)), { recursive: true });
      writeFileSync(at(key), content);
    },
    remove: async (key) => {
      for (const each of [key, `${key}${ATTRIBUTES}`]) rmSync(at(each), { force: true });
    },
    versions: async (key) =>
      entries(key).map((entry) => ({ ...entry, id: "present", latest: true, deletion: false })),
  };
}
