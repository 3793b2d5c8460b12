import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * `${XDG_CACHE_HOME:-~/.cache}/groundwork/NAME`: where what is fetched or built once outlives `npm ci` and clones.
 * Relative values do not count, as the XDG Base Directory specification says.
 */
export function groundworkCache(name: string): string {
  const given = process.env.XDG_CACHE_HOME ?? "";
  return join(isAbsolute(given) ? given : join(homedir(), ".cache"), "groundwork", name);
}
