import { Explained } from "@groundwork/rehearse/errors/explained";

/** A request that GitHub rejected, with an explanation of what to change. */
export class GitHubRefusal extends Explained {
  override readonly name = "GitHubRefusal";
  constructor(
    message: string,
    /** The HTTP status; 500 if there was no response. */
    readonly status: number,
  ) {
    super(message);
  }
}

/** The parts of a failed request that explain it. */
export interface FailedRequest {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** GitHub's message. */
  readonly message: string;
  /** Undefined if there was no response. */
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}

/** Explains a request that still failed after the last retry. */
export function refusalOf(failed: FailedRequest, now = new Date()): GitHubRefusal {
  const call = `${failed.method} ${pathOf(failed.url)}`;
  const message = failed.message.replace(/ - https:\S*$/, "");
  return new GitHubRefusal(
    `The GitHub API request ${call} failed: ${reasonOf({ ...failed, message }, now)}`,
    failed.status,
  );
}

/** Whether GitHub rejected the request because of a rate limit. */
function isRateLimit({ status, message, headers }: FailedRequest): boolean {
  if (status !== 403 && status !== 429) return false;
  return status === 429 || headers?.["x-ratelimit-remaining"] === "0" || /secondary rate/i.test(message);
}

function reasonOf(failed: FailedRequest, now: Date): string {
  const { status, message, headers, url } = failed;
  if (headers === undefined) {
    const host = hostOf(url);
    return `${host} did not respond to several attempts (${message}). Check GITHUB_API_URL, or try again later.`;
  }
  if (isRateLimit(failed)) {
    return `the rate limit is exceeded, and resets too late to wait for it; ${retryAdvice(headers, now)}. ${message}`;
  }
  switch (status) {
    case 401:
      return `the token is not accepted (${message}). GITHUB_TOKEN is wrong or has expired.`;
    case 403:
      return `not allowed (${message}). ${permissionOf(headers)}`;
    case 404:
      return `not found. Either it does not exist, or GITHUB_TOKEN has no access to it. ${permissionOf(headers)}`;
    default:
      return status >= 500
        ? `each attempt failed with status ${status}. Try again later. ${message}`
        : message;
  }
}

/**
 * Which permission the token lacks. GitHub lists it in a header: sets of permissions, any of which suffices
 * (https://github.blog/changelog/2023-08-10-x-accepted-github-permissions-header-for-fine-grained-permission-actors).
 */
function permissionOf(headers: Readonly<Record<string, unknown>>): string {
  const accepted = String(headers["x-accepted-github-permissions"] ?? "");
  const sets = accepted.split(";").map((set) =>
    set
      .split(",")
      .map((each) => each.trim().replaceAll("_", "-").replace("=", ": "))
      .filter((each) => each !== "")
      .join(" and "),
  );
  const named = sets.filter((set) => set !== "");
  if (named.length === 0) return "Check the permissions of the job or of your token.";
  return (
    `The job needs these permissions: ${named.join(", or ")}. ` +
    "A workflow run for a pull request from a fork never gets write permissions."
  );
}

function retryAdvice(headers: Readonly<Record<string, unknown>>, now: Date): string {
  const wait = Number(headers["retry-after"]);
  const reset = Number(headers["x-ratelimit-reset"]);
  if (wait > 0) return `run this again after ${new Date(now.getTime() + wait * 1000).toISOString()}`;
  return reset > 0 ? `run this again after ${new Date(reset * 1000).toISOString()}` : "run this again later";
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
