/** AWS's errors in words that say what to do. */
import { Explained } from "@groundwork/rehearse/errors/explained";

/** What an error may call itself (name, code, HTTP status), and what to do about it. The first that fits counts. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /^(CredentialsProviderError|TokenProviderError)$/,
    "There are no AWS credentials here. Sign in (`aws sso login`), or set AWS_PROFILE, and try again.",
  ],
  [/^(ExpiredToken|RequestExpired)/, "The AWS credentials have expired. Sign in again (`aws sso login`)."],
  [
    /^(InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|UnrecognizedClientException)$/,
    "AWS does not accept these credentials. Sign in again; `aws sts get-caller-identity` should name you.",
  ],
  [
    /^(PermanentRedirect|AuthorizationHeaderMalformed|301)$/,
    "The bucket is in another region than the one given.",
  ],
  [
    /^NoSuchBucket$/,
    "There is no such bucket. Is this the account and the region that `npx --no groundwork bootstrap` ran in?",
  ],
  [
    /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden|403)$/,
    "Your identity may not do this: `aws sts get-caller-identity` shows who you are. Ask an administrator.",
  ],
  [
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|TimeoutError)$/,
    "AWS cannot be reached from here: check the network, and AWS_ENDPOINT_URL where it is set.",
  ],
  [/^Region is missing/, "No region is set: set AWS_REGION, or add ?region=REGION to the backend's address."],
];

/** Does something with AWS. @throws Explained for what a person can put right. */
export async function readableAws<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const advice = adviceFor(error);
    if (advice === undefined) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new Explained(`${what} failed: ${said}\n${advice}`, { cause: error });
  }
}

/** What to do about an error of AWS; undefined for one that no person can put right. */
function adviceFor(error: unknown): string | undefined {
  const names = namesOf(error);
  return ADVICE.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1];
}

function namesOf(error: unknown): readonly string[] {
  const told: Readonly<Record<string, unknown>> = Object(error);
  const { httpStatusCode }: Readonly<Record<string, unknown>> = Object(told.$metadata);
  return [told.name, told.code, told.Code, told.message, httpStatusCode].map(String);
}
