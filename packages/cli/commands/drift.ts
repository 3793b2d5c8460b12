/** `groundwork drift --preview STACK=FILE …` */
import { Command } from "@commander-js/extra-typings";
import {
  type DriftIssue,
  marker,
  openIssues,
  type Report,
  type Step,
  stepsFor,
  take,
} from "@groundwork/delivery/drift/issue";
import { driftState, driftText, driftTitle, overallState } from "@groundwork/delivery/drift/report";
import { type GitHub, githubFromEnvironment } from "@groundwork/delivery/github/client";
import { bodyLimit } from "@groundwork/delivery/github/comment";
import { runUrl } from "@groundwork/delivery/github/environment";
import { writeSummary } from "@groundwork/delivery/github/summary";
import { readPreview } from "@groundwork/delivery/preview/preview";
import { stackFiles, webAddress } from "@groundwork/delivery/pull-request/options";
import { collect } from "../options";

const description = `Keeps one issue about drift: opens it, keeps it up to date, closes it when all stacks are as the program says. A
preview that failed leaves an issue open, or opens one, because the state is unknown then. Writes the same into the
job's summary. Needs GITHUB_TOKEN (issues: write), GITHUB_REPOSITORY and, not on github.com, GITHUB_API_URL.`;

export function createCommand() {
  return new Command()
    .description(description)
    .requiredOption(
      "--preview <stack=file>",
      "what `groundwork preview` wrote, such as dev=out/dev/preview.json; once a stack",
      collect,
    )
    .option("--run <url>", "the run that looked (default: the one that this job belongs to)")
    .option("--dry-run", "print the issue and ask GitHub nothing")
    .action(async ({ preview, run: address, dryRun }) => {
      const { env } = process;
      const files = stackFiles("preview", preview);
      const previews = [...files].map(([stack, file]) => readPreview(stack, file));
      const run = webAddress("run", address) ?? runUrl(env);
      const textFor = (fits: (text: string) => boolean) => `${marker}\n${driftText({ previews, run, fits })}`;
      const state = overallState(previews);
      const report = { state, title: driftTitle(previews), body: textFor(withinLimit) };
      for (const preview of previews) console.log(`${preview.stack}: ${driftState(preview)}`);
      if (state !== "none") writeSummary(env, (fits) => `## ${report.title}\n\n${textFor(fits)}`);
      if (dryRun) {
        console.log(
          state === "none" ? "An open issue would be closed." : `\n# ${report.title}\n\n${report.body}`,
        );
        return;
      }
      await keepIssue(githubFromEnvironment({ env }), report);
    });
}

function withinLimit(text: string): boolean {
  return text.length + marker.length + 1 <= bodyLimit;
}

async function keepIssue(github: GitHub, report: Report): Promise<void> {
  const steps = stepsFor(report, await openIssues(github));
  await takeAll(github, steps, report);
  if (!steps.some(({ kind }) => kind === "create")) return;
  // Another run may have opened one at the same time: whoever looks last closes the younger.
  const open: readonly DriftIssue[] = await openIssues(github);
  if (open.length > 1) await takeAll(github, stepsFor(report, open), report);
}

async function takeAll(github: GitHub, steps: readonly Step[], report: Report): Promise<void> {
  for (const step of steps) console.log(await take(github, step, report));
}
