import { Problem } from "../http/problems";

/** The response to a file that no decoder accepts. */
export const notAPhoto = new Problem(
  415,
  "not-a-photo",
  "Not a photo",
  "This file is not a JPEG, PNG or WebP photo, or it is damaged.",
);

/** Seconds after which a client retries an upload that found the disk full. */
const fullDiskRetrySeconds = 10;

/** Returns the response when the disk is full; `cause` is logged. */
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
 * Distinguishes a picture that cannot be decoded, which is a client error, from a failure of the server.
 * @returns the problem for the response, or the error itself if it is an unknown failure of the server
 */
export function explainImageFault(error: unknown, secondsAllowed: number): unknown {
  if (!(error instanceof Error) || error instanceof Problem) return error;
  const { message } = error;
  if (full.test(message)) return diskFull(error);
  if (/timeout: \d+% complete/.test(message)) {
    const detail = `The photo could not be processed within ${secondsAllowed} s. Send a smaller one.`;
    return new Problem(422, "too-slow", "Takes too long", detail);
  }
  // Errors of the file system have a code; those of libvips do not.
  return serverFault.test(message) || "code" in error ? error : notAPhoto;
}
