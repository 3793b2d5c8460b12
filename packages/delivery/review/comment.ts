/** What a pull request says about its stack: one comment, kept up to date. */
import { githubFromEnvironment } from "../github/client";
import { keepComment, runNumber } from "../github/comment";

/** The comment of a stack that is up. */
export function upComment(stack: string, url: string): string {
  return [
    `### This pull request runs at ${url}`,
    "",
    `Stack \`${stack}\`, smoke-tested. Its address speaks plain HTTP, so the page shows photos, and uploading takes the token:`,
    "",
    "```sh",
    `pulumi stack output curatorToken --show-secrets -s ${stack}`,
    "```",
    "",
    "It costs about 7 US dollars a day, and goes when the pull request is closed, when its label is taken off, or when nobody has deployed it for some days.",
  ].join("\n");
}

/** The comment of a stack that is not. */
export function failedComment(stack: string, title: string): string {
  return `### ${title}\n\nStack \`${stack}\`. The job's log says why; push a fix, or take the label off to remove it.`;
}

export function downComment(stack: string): string {
  return `### Stack \`${stack}\` is removed\n\nNothing of it is left, and it costs nothing any more.`;
}

/** Keeps the comment. Without a token, for a person at a terminal, it is printed. */
export async function comment(pullRequest: number, body: string): Promise<void> {
  if (!process.env.GITHUB_TOKEN) {
    console.log(`\nGITHUB_TOKEN is not set, so pull request ${pullRequest} is not told:\n\n${body}`);
    return;
  }
  const github = githubFromEnvironment();
  await keepComment({ github, issue: pullRequest, subject: "review", body, run: runNumber(process.env) });
}
