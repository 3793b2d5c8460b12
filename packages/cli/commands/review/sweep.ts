/** `groundwork review sweep [--days N] [--dry-run]` */
import { Command } from "@commander-js/extra-typings";
import { githubFromEnvironment } from "@groundwork/delivery/github/client";
import { comment, downComment } from "@groundwork/delivery/review/comment";
import { removableStacks } from "@groundwork/delivery/review/sweep";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { projectName } from "@groundwork/rehearse/project/files";
import { openBackend } from "@groundwork/state/backend";
import { backendOfProject } from "@groundwork/state/project-backend";
import { listStacks } from "@groundwork/state/stacks";
import { openIfThere, removeEntirely } from "../../delivery/review";
import { numberBetween } from "../../options";
import { failUnless } from "../../status";

const description = `Destroys the stacks of closed pull requests, and those without a deployment for some days. Needs GITHUB_TOKEN and
GITHUB_REPOSITORY.`;

export function createCommand() {
  return new Command()
    .description(description)
    .option(
      "--days <days>",
      "keep a stack for this long after its last deployment",
      numberBetween(0, 365, " days"),
      3,
    )
    .option("--dry-run", "show what would be removed; change nothing")
    .action(async ({ days, dryRun = false }) => {
      failUnless(await interruptible((signal) => sweep(days, dryRun, signal)));
    });
}

async function sweep(days: number, dryRun: boolean, signal: AbortSignal): Promise<boolean> {
  const { octokit, repository } = githubFromEnvironment();
  const isOpen = async (number: number) =>
    (await octokit.rest.pulls.get({ ...repository, pull_number: number })).data.state === "open";
  // `pulumi stack ls` reads every state, and this role may read only the states of review stacks.
  const stacks = (await listStacks(openBackend(process.env.PULUMI_BACKEND_URL ?? backendOfProject()))).filter(
    ({ project }) => project === projectName(),
  );
  const found = await removableStacks(stacks, isOpen, { now: new Date(), days });
  if (found.length === 0) console.log("There are no stacks of pull requests to remove.");
  let failures = 0;
  for (const { stack: name, pullRequest, why } of found) {
    console.log(`${dryRun ? "Would remove" : "Removing"} ${name}: ${why}`);
    if (dryRun) continue;
    try {
      const stack = await openIfThere(name);
      if (stack) await removeEntirely(stack, signal);
    } catch (error) {
      // A stack that cannot be removed does not prevent the removal of the others.
      if (signal.aborted) throw error;
      failures += 1;
      console.error(`${name} was not removed: ${error instanceof Error ? error.message : error}`);
      continue;
    }
    try {
      await comment(pullRequest, downComment(name));
    } catch (error) {
      if (signal.aborted) throw error;
      failures += 1;
      console.error(`${name} was removed, but the comment on #${pullRequest} was not updated: ${error}`);
    }
  }
  return failures === 0;
}
