import { Explained } from "@groundwork/rehearse/errors/explained";

/** A repository in the form that GitHub's API client takes: `issues.get({ ...repository, issue_number })`. */
export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

/** The variables that GitHub Actions sets for a job, and that a user sets to run the same command. */
export interface GitHubEnvironment {
  readonly token: string;
  readonly repository: Repository;
  /** Without a slash at its end. */
  readonly apiUrl: string;
}

/**
 * Reads GITHUB_TOKEN, GITHUB_REPOSITORY (`owner/name`) and GITHUB_API_URL (default: https://api.github.com). In a
 * job the last two are set by GitHub
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables).
 *
 * @throws Explained with all missing and malformed variables.
 */
export function readEnvironment(env: NodeJS.ProcessEnv): GitHubEnvironment {
  const problems: string[] = [];
  const token = env.GITHUB_TOKEN ?? "";
  if (token === "") {
    problems.push(
      "GITHUB_TOKEN is not set. In a job: env: { GITHUB_TOKEN: $" +
        '{{ github.token }} }; on your machine: GITHUB_TOKEN="$(gh auth token)"',
    );
  }
  const given = env.GITHUB_REPOSITORY ?? "";
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(given) ?? [];
  if (owner === undefined || repo === undefined) {
    problems.push(`GITHUB_REPOSITORY is ${given === "" ? "not set" : `"${given}"`}; it must be owner/name`);
  }
  const apiUrl = env.GITHUB_API_URL || "https://api.github.com";
  if (!/^https?:\/\//.test(apiUrl) || !URL.canParse(apiUrl)) {
    problems.push(`GITHUB_API_URL is "${apiUrl}"; it must be an address such as https://api.github.com`);
  }
  if (problems.length > 0 || owner === undefined || repo === undefined) {
    throw new Explained(
      `The environment does not allow access to GitHub:\n${problems.map((each) => `  ${each}`).join("\n")}`,
    );
  }
  return { token, repository: { owner, repo }, apiUrl: apiUrl.replace(/\/+$/, "") };
}

/** The address of the run that this job belongs to; undefined outside of GitHub Actions. */
export function runUrl(env: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined;
}
