import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { type Repository, readEnvironment } from "./environment";
import { refusalOf } from "./refusal";

/** A client of GitHub's REST API, and the repository that it is for. */
export interface GitHub {
  /**
   * Waits for rate limits, retries requests that fail with 5xx or without a response, and throws a GitHubRefusal if a
   * request fails permanently.
   */
  readonly octokit: Octokit;
  readonly repository: Repository;
  /** The author of this token's comments and issues, such as `github-actions[bot]`. */
  login(): Promise<string>;
}

export interface GitHubOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Maximum total wait for rate limits, in seconds. Default: 600, well within a job's time limit. */
  readonly maxWaitSeconds?: number;
  /** Receives a line for each wait. Default: stderr. */
  readonly report?: (line: string) => void;
}

/** Timeout of one request. */
const requestMilliseconds = 30_000;

/**
 * Creates the client from the environment of a job, or of a shell with the same variables (see environment.ts).
 *
 * @throws Explained when a variable is missing or malformed.
 */
export function githubFromEnvironment({
  env = process.env,
  maxWaitSeconds = 600,
  report = console.error,
}: GitHubOptions = {}): GitHub {
  const { token, repository, apiUrl } = readEnvironment(env);
  let waited = 0;
  const mayWait = (seconds: number, { method, url }: { method: string; url: string }): boolean => {
    if (waited + seconds > maxWaitSeconds) return false;
    waited += seconds;
    report(`GitHub's rate limit: waiting ${seconds} s as requested, then retrying ${method} ${url}`);
    return true;
  };
  const octokit = new (Octokit.plugin(retry, throttling))({
    auth: token,
    baseUrl: apiUrl,
    userAgent: "groundwork",
    // Failed requests are thrown with an explanation. Waits are reported.
    log: { debug: ignore, info: ignore, warn: report, error: ignore },
    request: {
      fetch: (url: string, init: RequestInit) =>
        fetch(url, { ...init, signal: AbortSignal.timeout(requestMilliseconds) }),
    },
    // The throttling plugin handles 429: it waits as long as GitHub requests.
    retry: { doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451] },
    throttle: { onRateLimit: mayWait, onSecondaryRateLimit: mayWait },
  });
  // Registered last, so that it receives only errors after the last retry.
  octokit.hook.error("request", (error, { method, url }) => {
    if (!("status" in error)) throw error;
    const { status, message, response } = error;
    throw refusalOf({ method, url: error.request.url ?? url, status, message, headers: response?.headers });
  });
  let login: Promise<string> | undefined;
  return {
    octokit,
    repository,
    login: () => {
      login ??= loginOf(octokit, token, env.GITHUB_BOT_LOGIN);
      return login;
    },
  };
}

/**
 * The token of a job or an app belongs to an installation (`ghs_…`), for which GET /user returns 403.
 * GITHUB_BOT_LOGIN is the app's bot (`NAME[bot]`) if it is not the bot of GitHub Actions.
 */
async function loginOf(octokit: Octokit, token: string, bot = "github-actions[bot]"): Promise<string> {
  if (token.startsWith("ghs_")) return bot;
  return (await octokit.rest.users.getAuthenticated()).data.login;
}

function ignore(): void {}
