/** What can be told of something that was thrown. Errors of other realms, such as a test's, are no `instanceof Error`. */

/** The code of a system error, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : undefined;
}

/** The message on one line. */
export function messageOf(error: unknown): string {
  const isObject = typeof error === "object" && error !== null;
  const message = isObject && "message" in error ? error.message : error;
  return String(message).trim().replace(/\s+/g, " ");
}

/** The innermost cause: `fetch`, for one, says only there what happened. */
export function causeOf(error: unknown): unknown {
  const hasCause =
    typeof error === "object" && error !== null && "cause" in error && error.cause !== undefined;
  return hasCause ? causeOf(error.cause) : error;
}
