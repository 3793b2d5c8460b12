/** Runs Pulumi's installer through the Automation API. */
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { causeOf, messageOf } from "./errors";

const INSTALLER = "https://get.pulumi.com/install.sh";

/** Timeout of the connection to the installer's host, in milliseconds. Without a network, the next method is tried then. */
const CONNECT = 10_000;

/** Timeout of the download of about 100 MB, in milliseconds. */
const DOWNLOAD = 15 * 60_000;

/** @throws Error if the installer cannot be reached in time. */
export async function reachInstaller(
  signal?: AbortSignal,
  { url = INSTALLER, limit = CONNECT }: { url?: string; limit?: number } = {},
): Promise<void> {
  const timeout = AbortSignal.timeout(limit);
  const end = AbortSignal.any(signal ? [timeout, signal] : [timeout]);
  const response = await fetch(url, { method: "HEAD", signal: end }).catch((error: unknown) => {
    signal?.throwIfAborted();
    if (timeout.aborted) throw new Error(`${url} did not answer within ${limit / 1000} s`, { cause: error });
    throw new Error(`${url} cannot be reached: ${messageOf(causeOf(error))}`, { cause: error });
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}

/** Installs the engine in the version of the SDK, with its language hosts, into the folder's `bin`. */
export async function install(root: string, signal?: AbortSignal): Promise<void> {
  const limit = AbortSignal.timeout(DOWNLOAD);
  const end = AbortSignal.any(signal ? [limit, signal] : [limit]);
  await Promise.race([
    PulumiCommand.install({ root }),
    new Promise<never>((_, reject) =>
      end.addEventListener("abort", () => reject(end.reason), { once: true }),
    ),
  ]);
}
