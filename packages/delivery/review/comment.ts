/** The comment on a pull request about its stack. It is updated in place. */
import { githubFromEnvironment } from "../github/client";
import { keepComment, runNumber } from "../github/comment";

/**
 * The comment about a running stack.
 *
 * @param url address of its page; undefined if it has none
 */
export function upComment(stack: string, url: string | undefined): string {
  const page = [
    `### This pull request runs at ${url}`,
    "",
    `Stack \`${stack}\` passed the smoke test. Its address uses plain HTTP, so the page only shows photos. To upload, use the API with the token:`,
    "",
    "```sh",
    `pulumi stack output curatorToken --show-secrets -s ${stack}`,
    "```",
  ];
  const withoutPage = [
    `### This pull request runs in stack \`${stack}\``,
    "",
    "The update succeeded. The stack has no gallery, so that there is no page and no smoke test.",
  ];
  return [
    ...(url === undefined ? withoutPage : page),
    "",
    "It costs about 7 US dollars a day. It is removed when the pull request is closed, when its label is removed, or after some days without a deployment.",
  ].join("\n");
}

/** The comment about a stack that failed. */
export function failedComment(stack: string, title: string): string {
  return `### ${title}\n\nStack \`${stack}\`. The job's log has the reason. Push a fix, or remove the label to remove the stack.`;
}

export function downComment(stack: string): string {
  return `### Stack \`${stack}\` is removed\n\nAll of its resources are deleted.`;
}

/** Creates or updates the comment. Without GITHUB_TOKEN it is printed. */
export async function comment(pullRequest: number, body: string): Promise<void> {
  if (!process.env.GITHUB_TOKEN) {
    console.log(
      `\nGITHUB_TOKEN is not set, so this comment is not added to pull request ${pullRequest}:\n\n${body}`,
    );
    return;
  }
  const github = githubFromEnvironment();
  await keepComment({ github, issue: pullRequest, subject: "review", body, run: runNumber(process.env) });
}
