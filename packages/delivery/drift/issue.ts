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

/** A planned step for the issue. */
export type Step =
  | { readonly kind: "nothing"; readonly why: string }
  | { readonly kind: "create" }
  | { readonly kind: "update"; readonly issue: DriftIssue }
  | { readonly kind: "close"; readonly issue: DriftIssue; readonly comment: string };

/** Marks the body of an issue that this command created. The label lets users find the issue. */
export const marker = "<!-- groundwork:drift -->";
const label = "drift";

/**
 * Keeps one issue per episode of drift. While there is drift, the issue is kept up to date. When the drift is gone, the
 * issue is closed, and later drift opens a new issue with a separate history. If a user closes the issue while there is
 * drift, the next run opens a new one. An unknown state closes no issue. Duplicates of two simultaneous runs are closed,
 * and the oldest issue stays.
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
      { kind: "close", issue: kept, comment: "The difference is gone: all stacks match the program." },
    ];
  }
  if (kept === undefined) return [{ kind: "create" }];
  if (kept.title === title && kept.body === body) {
    return [...tidy, { kind: "nothing", why: `${kept.url} is up to date` }];
  }
  return [...tidy, { kind: "update", issue: kept }];
}

/** The open issues about drift that this command created. Other issues with the label are ignored. */
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

/** Carries out a step, and describes it in one line. */
export async function applyStep(
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
