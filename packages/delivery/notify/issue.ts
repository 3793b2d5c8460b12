/** One issue while deployments fail. It is closed by the first run that deploys every environment. */
import type { GitHub } from "../github/client";

const marker = "<!-- groundwork:deployment -->";
const label = "deployment";

/** A failed run. */
export interface Failure {
  readonly title: string;
  readonly text: string;
}

/** Opens the issue, or adds the failure to the open one. Returns what was done, in one line. */
export async function reportInIssue(github: GitHub, { title, text }: Failure): Promise<string> {
  const { octokit, repository } = github;
  const [open] = await openIssues(github);
  if (open === undefined) {
    const body = `${marker}\n${text}`;
    const { data } = await octokit.rest.issues.create({ ...repository, title, body, labels: [label] });
    return `Opened ${data.html_url}`;
  }
  const { number, html_url } = open;
  await octokit.rest.issues.update({ ...repository, issue_number: number, title });
  await octokit.rest.issues.createComment({ ...repository, issue_number: number, body: text });
  return `Added a comment to ${html_url}`;
}

/** Closes the open issues, also those that simultaneous runs opened twice. */
export async function closeIssues(github: GitHub, comment: string): Promise<readonly string[]> {
  const { octokit, repository } = github;
  const lines: string[] = [];
  for (const { number, html_url } of await openIssues(github)) {
    const issue = { ...repository, issue_number: number };
    await octokit.rest.issues.createComment({ ...issue, body: comment });
    await octokit.rest.issues.update({ ...issue, state: "closed", state_reason: "completed" });
    lines.push(`Closed ${html_url}`);
  }
  return lines;
}

/** The open issues that this command created, oldest first. Other issues with the label are ignored. */
async function openIssues({ octokit, repository, login }: GitHub) {
  const query = {
    ...repository,
    creator: await login(),
    labels: label,
    state: "open",
    per_page: 100,
  } as const;
  const all = await octokit.paginate(octokit.rest.issues.listForRepo, query);
  return all
    .filter(({ body, pull_request }) => pull_request === undefined && body?.startsWith(marker))
    .toSorted((a, b) => a.number - b.number);
}
