/** Reads properties of thrown values. Errors of other realms, such as those in jest, are not `instanceof Error`. */

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

/** The innermost cause, where `fetch`, for example, has the reason. */
export function causeOf(error: unknown): unknown {
  const hasCause =
    typeof error === "object" && error !== null && "cause" in error && error.cause !== undefined;
  return hasCause ? causeOf(error.cause) : error;
}
