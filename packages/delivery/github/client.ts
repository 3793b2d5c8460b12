import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { type Repository, readEnvironment } from "./environment";
import { refusalOf } from "./refusal";

/** A client of GitHub's REST API, and the repository that it is for. */
export interface GitHub {
  /**
   * Waits as long as a rate limit says, repeats what fails with 5xx or without an answer, and throws a
   * GitHubRefusal for what fails for good.
   */
  readonly octokit: Octokit;
  readonly repository: Repository;
  /** The login that this token's comments and issues bear, such as `github-actions[bot]`. */
  login(): Promise<string>;
}

export interface GitHubOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** How long all waiting for rate limits may take, in seconds. Default: 600, well within a job's time limit. */
  readonly patience?: number;
  /** Gets a line for each wait. Default: standard error. */
  readonly report?: (line: string) => void;
}

/** How long one request may take. */
const requestMilliseconds = 30_000;

/**
 * The client of a job, or of a person with the same variables (see environment.ts).
 *
 * @throws Explained when a variable is missing or malformed.
 */
export function githubFromEnvironment({
  env = process.env,
  patience = 600,
  report = console.error,
}: GitHubOptions = {}): GitHub {
  const { token, repository, apiUrl } = readEnvironment(env);
  let waited = 0;
  const mayWait = (seconds: number, { method, url }: { method: string; url: string }): boolean => {
    if (waited + seconds > patience) return false;
    waited += seconds;
    report(`GitHub's rate limit: waiting ${seconds} s as told, then ${method} ${url} again`);
    return true;
  };
  const octokit = new (Octokit.plugin(retry, throttling))({
    auth: token,
    baseUrl: apiUrl,
    userAgent: "groundwork",
    // What fails is thrown, and explained there; a wait is reported.
    log: { debug: ignore, info: ignore, warn: report, error: ignore },
    request: {
      fetch: (url: string, init: RequestInit) =>
        fetch(url, { ...init, signal: AbortSignal.timeout(requestMilliseconds) }),
    },
    // 429 is the throttling's: it waits as long as GitHub says.
    retry: { doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451] },
    throttle: { onRateLimit: mayWait, onSecondaryRateLimit: mayWait },
  });
  // Registered last, so that it sees only what every retry has left.
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
 * The token of a job or an app is an installation's (`ghs_…`) and may not ask who it is: GET /user answers 403.
 * GITHUB_BOT_LOGIN names the app's bot (`NAME[bot]`) when it is not the one of GitHub Actions.
 */
async function loginOf(octokit: Octokit, token: string, bot = "github-actions[bot]"): Promise<string> {
  if (token.startsWith("ghs_")) return bot;
  return (await octokit.rest.users.getAuthenticated()).data.login;
}

function ignore(): void {}
