/** `groundwork review sweep [--days N] [--dry-run]` */
import { Command } from "@commander-js/extra-typings";
import { githubFromEnvironment } from "@groundwork/delivery/github/client";
import { comment, downComment } from "@groundwork/delivery/review/comment";
import { doomed } from "@groundwork/delivery/review/sweep";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { projectName } from "@groundwork/rehearse/project/files";
import { openBackend } from "@groundwork/state/backend";
import { backendOfProject } from "@groundwork/state/project-backend";
import { listStacks } from "@groundwork/state/stacks";
import { openIfThere, removeEntirely } from "../../delivery/review";
import { numberBetween } from "../../options";
import { failUnless } from "../../status";

const description = `Destroys the stacks of closed pull requests, and those that were not deployed for some days. Needs GITHUB_TOKEN and
GITHUB_REPOSITORY.`;

export function createCommand() {
  return new Command()
    .description(description)
    .option("--days <days>", "how long a stack stays without a deployment", numberBetween(0, 365, " days"), 3)
    .option("--dry-run", "say what would be removed; change nothing")
    .action(async ({ days, dryRun = false }) => {
      failUnless(await interruptible((signal) => sweep(days, dryRun, signal)));
    });
}

async function sweep(days: number, dryRun: boolean, signal: AbortSignal): Promise<boolean> {
  const { octokit, repository } = githubFromEnvironment();
  const isOpen = async (number: number) =>
    (await octokit.rest.pulls.get({ ...repository, pull_number: number })).data.state === "open";
  // `pulumi stack ls` would read every state, and this role may read its own only.
  const stacks = (await listStacks(openBackend(process.env.PULUMI_BACKEND_URL ?? backendOfProject()))).filter(
    ({ project }) => project === projectName(),
  );
  const found = await doomed(stacks, isOpen, { now: new Date(), days });
  if (found.length === 0) console.log("No stack of a pull request has to go.");
  let failures = 0;
  for (const { stack: name, pullRequest, why } of found) {
    console.log(`${dryRun ? "Would remove" : "Removing"} ${name}: ${why}`);
    if (dryRun) continue;
    try {
      const stack = await openIfThere(name);
      if (stack) await removeEntirely(stack, signal);
      await comment(pullRequest, downComment(name));
    } catch (error) {
      // One that cannot be removed must not keep the others.
      if (signal.aborted) throw error;
      failures += 1;
      console.error(`${name} was not removed: ${error instanceof Error ? error.message : error}`);
    }
  }
  return failures === 0;
}
