/** What a log line says about an error. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  readonly cause?: LoggedError;
  readonly errors?: readonly LoggedError[];
}

const mostCharacters = { message: 2_000, stack: 8_000 };
const mostCauses = 5;
const mostErrors = 10;

/**
 * Texts that give access: parameters of presigned URLs, credentials in an address, values of authorization headers.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
const secrets: readonly [RegExp, string][] = [
  [/\b(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"'<>]+/gi, "$1[removed]"],
  [/\b(bearer|basic)\s+[\w+/=.~-]{8,}/gi, "$1 [removed]"],
  [/(\w:\/\/)[^\s/@:]*:[^\s/@]*@/g, "$1[removed]@"],
];

/** Removes texts that give access, and shortens the rest. */
export function withoutSecrets(text: string, most = mostCharacters.message): string {
  const short = text.length > most ? `${text.slice(0, most)} … (${text.length} characters)` : text;
  return secrets.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), short);
}

/** The reason of an error in one line: its message, and that of its cause. */
export function reasonOf(error: unknown): string {
  const { message, code = "", cause } = describeError(error);
  return [
    message || code,
    ...(cause === undefined ? [] : [cause.message || (cause.code ?? cause.type)]),
  ].join(": ");
}

/**
 * Describes an error for the log: type, message, stack, code, and the same of its causes. Other properties are not logged: errors of
 * PostgreSQL contain values of rows, and those of the AWS SDK the response.
 */
export function describeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutSecrets(String(error)) };
  const { name, message, stack } = error;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const { cause } = error;
  return {
    type: name,
    message: withoutSecrets(message),
    ...(stack === undefined ? {} : { stack: withoutSecrets(stack, mostCharacters.stack) }),
    ...(code === undefined ? {} : { code }),
    ...(cause === undefined || depth >= mostCauses ? {} : { cause: describeError(cause, depth + 1) }),
    ...(error instanceof AggregateError && depth < mostCauses
      ? { errors: error.errors.slice(0, mostErrors).map((each) => describeError(each, depth + 1)) }
      : {}),
  };
}
