import type { GitHub } from "../github/client";
import type { DriftState } from "./report";

/** The one issue about drift. */
export interface DriftIssue {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly open: boolean;
}

export interface Report {
  readonly state: DriftState;
  readonly title: string;
  readonly body: string;
}

/** What is to be done about the issue, before anything is done. */
export type Step =
  | { readonly kind: "nothing"; readonly why: string }
  | { readonly kind: "create" }
  | { readonly kind: "update"; readonly issue: DriftIssue }
  | { readonly kind: "close"; readonly issue: DriftIssue; readonly comment: string };

/** Marks the body of the issue as ours; the label is for people, and finds it. */
export const marker = "<!-- groundwork:drift -->";
const label = "drift";

/**
 * One issue an episode: drift that is there keeps its issue up to date; when it is gone the issue is closed, and drift
 * of another night opens a new one, so that each has its own history and whoever closed the old one is not asked again.
 * An issue that a person closes while the drift is still there is replaced by a new one the next night.
 * Unknown is not "no drift": it closes nothing. Duplicates, left by two runs at once, are closed in favour of the oldest.
 */
export function stepsFor({ state, title, body }: Report, open: readonly DriftIssue[]): readonly Step[] {
  const [kept, ...duplicates] = open.toSorted((a, b) => a.number - b.number);
  const tidy: readonly Step[] = duplicates.map((issue) => ({
    kind: "close",
    issue,
    comment: `A duplicate of #${kept?.number}.`,
  }));
  if (state === "none") {
    if (kept === undefined) return [{ kind: "nothing", why: "there is no drift, and no issue" }];
    return [
      ...tidy,
      { kind: "close", issue: kept, comment: "The difference is gone: all stacks are as the program says." },
    ];
  }
  if (kept === undefined) return [{ kind: "create" }];
  if (kept.title === title && kept.body === body) {
    return [...tidy, { kind: "nothing", why: `${kept.url} says so already` }];
  }
  return [...tidy, { kind: "update", issue: kept }];
}

/** Open issues about drift that are ours, whatever else bears the label. */
export async function openIssues({ octokit, repository, login }: GitHub): Promise<DriftIssue[]> {
  const creator = await login();
  const all = await octokit.paginate(octokit.rest.issues.listForRepo, {
    ...repository,
    creator,
    labels: label,
    state: "open",
    per_page: 100,
  });
  return all
    .filter(({ body, pull_request }) => pull_request === undefined && body?.startsWith(marker))
    .map(({ number, html_url: url, title, body, state }) => ({
      number,
      url,
      title,
      body: body ?? "",
      open: state === "open",
    }));
}

/** Does one step; gives a line about it. */
export async function take(
  { octokit, repository }: GitHub,
  step: Step,
  { title, body }: Report,
): Promise<string> {
  const { issues } = octokit.rest;
  switch (step.kind) {
    case "nothing":
      return `Nothing to do: ${step.why}.`;
    case "create": {
      const { data } = await issues.create({ ...repository, title, body, labels: [label] });
      return `Opened ${data.html_url}`;
    }
    case "update":
      await issues.update({ ...repository, issue_number: step.issue.number, title, body });
      return `Updated ${step.issue.url}`;
    case "close": {
      const issue_number = step.issue.number;
      await issues.createComment({ ...repository, issue_number, body: step.comment });
      await issues.update({ ...repository, issue_number, state: "closed", state_reason: "completed" });
      return `Closed ${step.issue.url}`;
    }
  }
}
