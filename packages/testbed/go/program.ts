/** Finds a program that is published as a Go module, or builds it into the user's cache folder. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { groundworkCache } from "@groundwork/rehearse/engine/cache-folder";
import { runShort } from "@groundwork/rehearse/engine/child";

/** Time limit of a build, in milliseconds; one takes 20 s to a minute on two free cores. */
const BUILD = 8 * 60_000;

/**
 * Builds the program unless it is in the cache.
 *
 * @param module package and version, such as `helm.sh/helm/v3/cmd/helm@v3.22.0`; the last part of the package is the name
 * @returns its path
 * @throws Error with what is missing
 */
export function findGoProgram(module: string): string {
  const [path = "", version = ""] = module.split("@");
  const name = path.split("/").at(-1) ?? "";
  const folder = groundworkCache(join(name, version));
  const program = join(folder, name);
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  // Go moves a finished program into place atomically, so no partial file is found there.
  const env = { ...process.env, GOBIN: folder, GOFLAGS: "-trimpath" };
  const { status, stderr } = runShort("go", ["install", module], { limit: BUILD, env });
  if (status === 0) return program;
  const why = stderr.trim().split("\n").slice(-2).join(" | ");
  throw new Error(
    `${name} could not be built. It needs Go and a network that reaches its module proxy: ${why}`,
  );
}
