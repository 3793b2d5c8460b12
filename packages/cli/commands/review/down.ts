/** `groundwork review down --pull-request N [--dry-run]` */
import { Command } from "@commander-js/extra-typings";
import { comment, downComment } from "@groundwork/delivery/review/comment";
import { pullRequestNumber, reviewStack } from "@groundwork/delivery/review/settings";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { openIfThere, removeEntirely } from "../../delivery/review";

const description = `Destroys the stack pr-N, removes it from the backend, and comments on the pull request. Without GITHUB_TOKEN and
GITHUB_REPOSITORY the comment is printed.`;

export function createCommand() {
  return new Command()
    .description(description)
    .requiredOption("--pull-request <number>", "the pull request")
    .option("--dry-run", "show what would be removed; change nothing")
    .action(({ pullRequest, dryRun }) =>
      interruptible((signal) => down(pullRequestNumber(pullRequest), dryRun ?? false, signal)),
    );
}

async function down(pullRequest: number, dryRun: boolean, signal: AbortSignal): Promise<void> {
  const stack = await openIfThere(reviewStack(pullRequest));
  if (stack === undefined) {
    console.log(`There is no stack ${reviewStack(pullRequest)}: nothing to remove.`);
    return;
  }
  if (dryRun) {
    console.log(`Would destroy ${stack.name}, and remove it from the backend.`);
    return;
  }
  await removeEntirely(stack, signal);
  await comment(pullRequest, downComment(stack.name));
}
