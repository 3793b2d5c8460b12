/** The engine, built with Go from the module in this folder. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./child";
import { whereIs } from "./path";
import { compareVersions } from "./version";

const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** From this version on, Go fetches the newer toolchain that a module asks for. https://go.dev/doc/toolchain */
const FETCHES_TOOLCHAINS = "1.21";

/**
 * How long a build may take, in milliseconds. With nothing in Go's build cache it takes 3 to 5 minutes on two free
 * cores, three times that on busy ones, and leaves 1.6 GB there.
 */
const BUILD = 30 * 60_000;

/** The versions that go.mod names: the engine's, and the oldest Go that builds it. */
export function wanted(): { engine: string; go: string } {
  const module = readFileSync(join(__dirname, "go.mod"), "utf8");
  const [, engine] = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(module) ?? [];
  const [, go] = /^go (\S+)$/m.exec(module) ?? [];
  if (engine === undefined || go === undefined)
    throw new Error("packages/rehearse/engine/go.mod names no version");
  return { engine, go };
}

/** @throws Error when Go is missing, or too old to build the engine or to fetch a newer Go. */
export async function checkGo(signal?: AbortSignal): Promise<void> {
  const { go } = wanted();
  if (whereIs("go") === undefined)
    throw new Error(`Go is not on PATH; ${go} or newer is needed (https://go.dev/dl)`);
  const [, version] = /^go(\S+)/.exec(await run("go", ["env", "GOVERSION"], { limit: 30_000, signal })) ?? [];
  if (version === undefined) throw new Error("`go env GOVERSION` gave no version");
  if (compareVersions(version, FETCHES_TOOLCHAINS) < 0) {
    throw new Error(`Go ${version} is too old; ${go} or newer is needed (https://go.dev/dl)`);
  }
}

/** Builds the engine into the folder's `bin`. The Automation API needs the version, which Go does not set by itself. */
export async function build(root: string, signal?: AbortSignal): Promise<void> {
  const flags = `-s -w -X ${VERSION_VARIABLE}=v${wanted().engine}`;
  const output = join(root, "bin", "pulumi");
  await run("go", ["build", "-mod=readonly", "-trimpath", "-ldflags", flags, "-o", output, PACKAGE], {
    cwd: __dirname,
    // For this machine, whatever the shell cross-compiles for, and apart from any workspace around the clone.
    env: { ...process.env, GOWORK: "off", GOOS: "", GOARCH: "" },
    limit: BUILD,
    signal,
  });
}
