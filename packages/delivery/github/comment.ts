import { Explained } from "@groundwork/rehearse/errors/explained";
import type { GitHub } from "./client";
import { GitHubRefusal } from "./refusal";

/** One comment of ours on an issue or pull request. */
export interface Comment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
}

export interface KeepCommentArgs {
  readonly github: GitHub;
  /** Number of the issue or pull request. */
  readonly issue: number;
  /** What the comment is about, such as "preview": one comment a subject. */
  readonly subject: string;
  readonly body: string;
  /** See runNumber: a run does not overwrite what a later one wrote. */
  readonly run: number;
}

/** What became of the comment, and its address when there is one. */
export interface KeptComment {
  readonly outcome: "created" | "updated" | "the same already" | "left to a later run";
  readonly url: string;
  /** Comments that runs at the same time had left, and that are gone now. */
  readonly removed: number;
}

/** GitHub's limit for the body of a comment or an issue, in characters. */
export const bodyLimit = 65_536;

/** A number that rises with every run of a workflow and every attempt; 0 for a person, who always has the last word. */
export function runNumber(env: NodeJS.ProcessEnv): number {
  const id = Number(env.GITHUB_RUN_ID);
  return id > 0 ? id * 100 + Math.min(Number(env.GITHUB_RUN_ATTEMPT ?? 1), 99) : 0;
}

/** The body as it is sent: a hidden line by which later runs find it, and the text. */
export function markedBody(subject: string, run: number, body: string): string {
  return `${markerOf(subject)}run=${run} -->\n${body}`;
}

function markerOf(subject: string): string {
  return `<!-- groundwork:${subject} `;
}

/**
 * Sees to it that exactly one comment of ours about a subject stands there, with the newest run's text. It is changed
 * in place, because a new comment for every push buries what people say. Comments of others are never touched,
 * whatever they contain. May be run twice, and by two jobs at once.
 */
export async function keepComment(args: KeepCommentArgs): Promise<KeptComment> {
  const { github, issue, subject, run } = args;
  const { octokit, repository } = github;
  const body = markedBody(subject, run, args.body);
  let ours = await ownComments(github, issue, subject);
  const created = ours.length === 0;
  if (created) {
    await octokit.rest.issues.createComment({ ...repository, issue_number: issue, body });
    // Another run may have done so at the same time: both look again, and agree on the first comment.
    ours = await ownComments(github, issue, subject);
  }
  const { keep, text, remove } = settle(ours, { run, body });
  if (keep === undefined) throw new Explained(`The comment on #${issue} went away just now; run this again.`);
  const changed = keep.body !== text;
  if (changed) await octokit.rest.issues.updateComment({ ...repository, comment_id: keep.id, body: text });
  for (const { id } of remove) await removeComment(github, id);
  const outcome =
    text !== body ? "left to a later run" : created ? "created" : changed ? "updated" : "the same already";
  return { outcome, url: keep.url, removed: remove.length };
}

/** Which of our comments stays (the oldest), what it says then (the newest run's text), and which ones go. */
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
    // The other run was faster.
    if (!(error instanceof GitHubRefusal && error.status === 404)) throw error;
  }
}
