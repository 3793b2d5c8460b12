/** Checks that the version of an engine works with the SDK. */
import { run } from "./child";
import { messageOf } from "./errors";

/**
 * The oldest engine that can read this project's Pulumi.yaml: config of type "object" was added in mid-2025.
 * https://github.com/pulumi/pulumi/pull/20132
 */
const MINIMUM = "3.200.0";

/** Timeout of `pulumi version`, in milliseconds. It usually takes well under 1 s. */
const ANSWER = 10_000;

/**
 * The version of a `pulumi` program, such as "3.259.0".
 *
 * @throws Error with the reason if it does not respond, or if its version does not work with the SDK.
 */
export async function versionOf(program: string, signal?: AbortSignal, limit = ANSWER): Promise<string> {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const answer = await run(program, ["version"], { env, limit, signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw new Error(`\`${program} version\` ${messageOf(error)}`, { cause: error });
  });
  const [, version] = /^v?(\d+\.\d+\.\d+)/m.exec(answer) ?? [];
  if (version === undefined) throw new Error(`\`${program} version\` printed no version`);
  if (!works(version)) {
    throw new Error(`${program} is version ${version}; ${MINIMUM} to 3.x is needed`);
  }
  return version;
}

function works(version: string): boolean {
  return version.split(".")[0] === MINIMUM.split(".")[0] && compareVersions(version, MINIMUM) >= 0;
}

/** Negative if `one` is older than `other`. */
export function compareVersions(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}
