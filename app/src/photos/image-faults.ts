import { Problem } from "../http/problems";

/** The answer to what no decoder takes. */
export const notAPhoto = new Problem(
  415,
  "not-a-photo",
  "Not a photo",
  "This file is not a JPEG, PNG or WebP photo, or it is damaged.",
);

/** Seconds after which an upload may find room on the disk. */
const fullDiskRetrySeconds = 10;

/** The answer when there is no room for a file; `cause` goes to the log. */
export const diskFull = (cause: unknown): Problem =>
  new Problem(
    503,
    "unavailable",
    "Service unavailable",
    "No space for uploads right now.",
    fullDiskRetrySeconds,
    { cause },
  );

// libvips has no error codes, only text: libvips/iofuncs/{error,target,source}.c and sharp's own messages.
const full = /No space left on device|Disk quota exceeded/i;
const serverFault = /system error|unix error|Input file is missing|unable to open for write|out of memory/i;

/**
 * Tells a picture that cannot be decoded from a server that could not do its work. Only the first is the
 * client's fault.
 * @returns the problem to answer with, or the error itself when it is the server's fault and nothing is known
 *   about it
 */
export function explainImageFault(error: unknown, secondsAllowed: number): unknown {
  if (!(error instanceof Error) || error instanceof Problem) return error;
  const { message } = error;
  if (full.test(message)) return diskFull(error);
  if (/timeout: \d+% complete/.test(message)) {
    const detail = `The photo could not be processed within ${secondsAllowed} s. Send a smaller one.`;
    return new Problem(422, "too-slow", "Takes too long", detail);
  }
  // A file system's own errors carry a code, libvips' do not.
  return serverFault.test(message) || "code" in error ? error : notAPhoto;
}
