/** States in a folder of this machine, as `pulumi login --local` keeps them. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Backend, Entry } from "./backend";

/** The engine keeps what S3 keeps as an object's headers in a file beside it. */
const ATTRIBUTES = ".attrs";

/**
 * Opens a backend such as `file:///home/me/states`. A folder keeps no versions: `versions` gives the present one at
 * most, and the engine's own copy beside a state (`STACK.json.bak`) is the only earlier one.
 */
export function openFolder(url: string): Backend {
  const folder = fileURLToPath(url);
  const at = (key: string) => join(folder, ...key.split("/"));
  const entry = (key: string): Entry => {
    const { size, mtime } = statSync(at(key));
    return { key, size, modified: mtime };
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
        .map(entry),
    read: async (key) => (existsSync(at(key)) ? readFileSync(at(key), "utf8") : undefined),
    write: async (key, content) => {
      mkdirSync(dirname(at(key)), { recursive: true });
      writeFileSync(at(key), content);
    },
    remove: async (key) => {
      for (const each of [key, `${key}${ATTRIBUTES}`]) rmSync(at(each), { force: true });
    },
    versions: async (key) =>
      existsSync(at(key)) ? [{ ...entry(key), id: "present", latest: true, deletion: false }] : [],
  };
}
