/** The kind of an error for spans, from a limited set of values and without the error's message. */

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Whether the request is at fault, as in an HTTP response with a status below 500. Such a span is not an error. */
export const isRejection = (error: unknown): boolean =>
  isObject(error) && "status" in error && typeof error.status === "number" && error.status < 500;

/**
 * Returns the code of an error (SQLSTATE, system call, problem), of its cause, or the name of its class.
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/
 */
export function failureType(error: unknown): string {
  for (let each = error, depth = 0; isObject(each) && depth < 5; depth++) {
    const code = "code" in each ? each.code : undefined;
    if (typeof code === "string" && /^[\w-]{1,64}$/.test(code)) return code;
    each = "cause" in each ? each.cause : undefined;
  }
  return error instanceof Error && /^\w{1,64}$/.test(error.name) ? error.name : "_OTHER";
}
