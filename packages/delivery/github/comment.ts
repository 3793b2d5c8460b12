import { Explained } from "@groundwork/rehearse/errors/explained";
import type { GitHub } from "./client";
import { GitHubRefusal } from "./refusal";

/** A comment of this tool on an issue or pull request. */
export interface Comment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
}

export interface KeepCommentArgs {
  readonly github: GitHub;
  /** Number of the issue or pull request. */
  readonly issue: number;
  /** Subject of the comment, such as "preview". There is one comment per subject. */
  readonly subject: string;
  readonly body: string;
  /** See runNumber: a run does not overwrite the comment of a later run. */
  readonly run: number;
}

/** The result, and the URL of the comment. */
export interface KeptComment {
  readonly outcome: "created" | "updated" | "the same already" | "left to a later run";
  readonly url: string;
  /** Number of deleted duplicates from simultaneous runs. */
  readonly removed: number;
}

/** GitHub's limit for the body of a comment or an issue, in characters. */
export const bodyLimit = 65_536;

/** Increases with every run of a workflow and every attempt. 0 outside GitHub Actions, where the comment is always written. */
export function runNumber(env: NodeJS.ProcessEnv): number {
  const id = Number(env.GITHUB_RUN_ID);
  return id > 0 ? id * 100 + Math.min(Number(env.GITHUB_RUN_ATTEMPT ?? 1), 99) : 0;
}

/** The body as it is sent: a hidden marker line, by which later runs find the comment, and the text. */
export function markedBody(subject: string, run: number, body: string): string {
  return `${markerOf(subject)}run=${run} -->\n${body}`;
}

function markerOf(subject: string): string {
  return `<!-- groundwork:${subject} `;
}

/**
 * Keeps exactly one comment of this tool per subject, with the text of the newest run. The comment is updated in place,
 * because a new comment for every push would hide the discussion. Comments of other authors are never changed. The
 * function is idempotent, and two jobs may run it at the same time.
 */
export async function keepComment(args: KeepCommentArgs): Promise<KeptComment> {
  const { github, issue, subject, run } = args;
  const { octokit, repository } = github;
  const body = markedBody(subject, run, args.body);
  let ours = await ownComments(github, issue, subject);
  const created = ours.length === 0;
  if (created) {
    await octokit.rest.issues.createComment({ ...repository, issue_number: issue, body });
    // Another run may have created one at the same time: both list the comments again and keep the first.
    ours = await ownComments(github, issue, subject);
  }
  const { keep, text, remove } = settle(ours, { run, body });
  if (keep === undefined)
    throw new Explained(`The comment on #${issue} was deleted in the meantime; run this command again.`);
  const changed = keep.body !== text;
  if (changed) await octokit.rest.issues.updateComment({ ...repository, comment_id: keep.id, body: text });
  for (const { id } of remove) await removeComment(github, id);
  const outcome =
    text !== body ? "left to a later run" : created ? "created" : changed ? "updated" : "the same already";
  return { outcome, url: keep.url, removed: remove.length };
}

/** Decides which comment stays (the oldest), its new text (that of the newest run), and which comments to delete. */
export function settle(
  ours: readonly Comment[],
  given: { readonly run: number; readonly body: string },
): { readonly keep: Comment | undefined; readonly text: string; readonly remove: readonly Comment[] } {
  const [keep, ...remove] = ours.toSorted((a, b) => a.id - b.id);
  let newest = given;
  for (const { body } of ours) {
    const run = Number(/ run=(\d+) -->/.exec(body)?.[1] ?? 0);
    if (given.run > 0 && run > newest.run) newest = { run, body };
  }
  return { keep, text: newest.body, remove };
}

async function ownComments(github: GitHub, issue: number, subject: string): Promise<Comment[]> {
  const { octokit, repository } = github;
  const login = await github.login();
  const all = await octokit.paginate(octokit.rest.issues.listComments, {
    ...repository,
    issue_number: issue,
    per_page: 100,
  });
  return all
    .filter(({ user, body }) => user?.login === login && body?.startsWith(markerOf(subject)))
    .map(({ id, html_url: url, body = "" }) => ({ id, url, body }));
}

async function removeComment({ octokit, repository }: GitHub, id: number): Promise<void> {
  try {
    await octokit.rest.issues.deleteComment({ ...repository, comment_id: id });
  } catch (error) {
    // The other run has already deleted it.
    if (!(error instanceof GitHubRefusal && error.status === 404)) throw error;
  }
}
