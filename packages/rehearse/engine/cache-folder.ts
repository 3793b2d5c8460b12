import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * `${XDG_CACHE_HOME:-~/.cache}/groundwork/NAME`: the cache for downloaded and built programs, which survives `npm ci` and is
 * shared by all clones. Relative values are ignored, as the XDG Base Directory specification requires.
 */
export function groundworkCache(name: string): string {
  const given = process.env.XDG_CACHE_HOME ?? "";
  return join(isAbsolute(given) ? given : join(homedir(), ".cache"), "groundwork", name);
}
