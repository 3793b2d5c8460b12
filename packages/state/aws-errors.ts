/** Explanations of AWS errors, with the next step. */
import { Explained } from "@groundwork/rehearse/errors/explained";

/** Patterns for the name, code or HTTP status of an error, and the advice. The first match is used. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /^(CredentialsProviderError|TokenProviderError)$/,
    "There are no AWS credentials. Sign in (`aws sso login`), or set AWS_PROFILE, and try again.",
  ],
  [/^(ExpiredToken|RequestExpired)/, "The AWS credentials have expired. Sign in again (`aws sso login`)."],
  [
    /^(InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|UnrecognizedClientException)$/,
    "AWS does not accept these credentials. Sign in again; `aws sts get-caller-identity` must show your identity.",
  ],
  [
    /^(PermanentRedirect|AuthorizationHeaderMalformed|301)$/,
    "The bucket is not in the given region. Set the region of the bucket.",
  ],
  [
    /^NoSuchBucket$/,
    "The bucket does not exist. Check that you use the account and the region in which you ran `npx --no groundwork bootstrap`.",
  ],
  [
    /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden|403)$/,
    "Your identity does not have permission. Ask an administrator. `aws sts get-caller-identity` shows your identity.",
  ],
  [
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|TimeoutError)$/,
    "AWS cannot be reached: check the network, and AWS_ENDPOINT_URL if it is set.",
  ],
  [/^Region is missing/, "No region is set: set AWS_REGION, or add ?region=REGION to the backend's address."],
];

/** Sends a request to AWS. @throws Explained for errors that the user can fix. */
export async function readableAws<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const advice = adviceFor(error);
    if (advice === undefined) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new Explained(`${what} failed: ${message}\n${advice}`, { cause: error });
  }
}

/** The advice for an AWS error; undefined if the user cannot fix it. */
function adviceFor(error: unknown): string | undefined {
  const names = namesOf(error);
  return ADVICE.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1];
}

function namesOf(error: unknown): readonly string[] {
  const fields: Readonly<Record<string, unknown>> = Object(error);
  const { httpStatusCode }: Readonly<Record<string, unknown>> = Object(fields.$metadata);
  return [fields.name, fields.code, fields.Code, fields.message, httpStatusCode].map(String);
}
