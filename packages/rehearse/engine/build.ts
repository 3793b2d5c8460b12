/** Builds the engine with Go from the module in this folder. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./child";
import { whereIs } from "./path";
import { compareVersions } from "./version";

const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** From this version on, Go downloads the toolchain that a module requires. https://go.dev/doc/toolchain */
const FETCHES_TOOLCHAINS = "1.21";

/**
 * Timeout of a build, in milliseconds. With an empty build cache of Go it takes 3 to 5 minutes on two idle cores, three
 * times as long on busy ones, and adds 1.6 GB to the cache.
 */
const BUILD = 30 * 60_000;

/** The versions in go.mod: the engine's, and the minimum version of Go. */
export function wanted(): { engine: string; go: string } {
  const module = readFileSync(join(__dirname, "go.mod"), "utf8");
  const [, engine] = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(module) ?? [];
  const [, go] = /^go (\S+)$/m.exec(module) ?? [];
  if (engine === undefined || go === undefined)
    throw new Error("packages/rehearse/engine/go.mod has no version");
  return { engine, go };
}

/** @throws Error if Go is missing, or is too old to build the engine or to download a newer toolchain. */
export async function checkGo(signal?: AbortSignal): Promise<void> {
  const { go } = wanted();
  if (whereIs("go") === undefined)
    throw new Error(`Go is not on PATH; ${go} or newer is needed (https://go.dev/dl)`);
  const [, version] = /^go(\S+)/.exec(await run("go", ["env", "GOVERSION"], { limit: 30_000, signal })) ?? [];
  if (version === undefined) throw new Error("`go env GOVERSION` printed no version");
  if (compareVersions(version, FETCHES_TOOLCHAINS) < 0) {
    throw new Error(`Go ${version} is too old; ${go} or newer is needed (https://go.dev/dl)`);
  }
}

/** Builds the engine into the folder's `bin`. Sets the version, which the Automation API needs. */
export async function build(root: string, signal?: AbortSignal): Promise<void> {
  const flags = `-s -w -X ${VERSION_VARIABLE}=v${wanted().engine}`;
  const output = join(root, "bin", "pulumi");
  await run("go", ["build", "-mod=readonly", "-trimpath", "-ldflags", flags, "-o", output, PACKAGE], {
    cwd: __dirname,
    // Builds for this machine, without the shell's cross-compilation settings and without a Go workspace.
    env: { ...process.env, GOWORK: "off", GOOS: "", GOARCH: "" },
    limit: BUILD,
    signal,
  });
}
