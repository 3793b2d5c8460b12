/** `groundwork drift [--preview STACK=FILE … | --previews FOLDER]` */
import { Command, Option } from "@commander-js/extra-typings";
import {
  applyStep,
  type DriftIssue,
  marker,
  openIssues,
  type Report,
  type Step,
  stepsFor,
} from "@groundwork/delivery/drift/issue";
import { driftState, driftText, driftTitle, overallState } from "@groundwork/delivery/drift/report";
import { type GitHub, githubFromEnvironment } from "@groundwork/delivery/github/client";
import { bodyLimit } from "@groundwork/delivery/github/comment";
import { runUrl } from "@groundwork/delivery/github/environment";
import { writeSummary } from "@groundwork/delivery/github/summary";
import { readPreview } from "@groundwork/delivery/preview/preview";
import { previewsIn, stackFiles, webAddress } from "@groundwork/delivery/pull-request/options";
import { readEnvironments } from "@groundwork/rehearse/project/environments";
import { collect } from "../options";

const description = `Keeps one issue about drift: opens it, updates it, and closes it when all stacks match the program. If a preview failed,
the issue stays open or is opened, because the state is unknown. Writes the same text into the job's summary. Needs
GITHUB_TOKEN (issues: write), GITHUB_REPOSITORY and, outside github.com, GITHUB_API_URL.`;

export function createCommand() {
  return new Command()
    .description(description)
    .option(
      "--preview <stack=file>",
      "output of `groundwork preview`, such as dev=out/dev/preview.json; once per stack",
      collect,
    )
    .addOption(
      new Option(
        "--previews <folder>",
        "folder with preview-STACK/preview.json of every environment; default if no --preview is given: previews",
      ).conflicts("preview"),
    )
    .option("--run <url>", "the run that checked (default: the run of this job)")
    .option("--dry-run", "print the issue; send nothing to GitHub")
    .action(async ({ preview, previews: folder = "previews", run: address, dryRun }) => {
      const { env } = process;
      const files =
        preview === undefined
          ? previewsIn(
              folder,
              readEnvironments().map(({ stack }) => stack),
            )
          : stackFiles("preview", preview);
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
  await applySteps(github, steps, report);
  if (!steps.some(({ kind }) => kind === "create")) return;
  // Another run may have opened an issue at the same time: the last one to list them closes the newer issue.
  const open: readonly DriftIssue[] = await openIssues(github);
  if (open.length > 1) await applySteps(github, stepsFor(report, open), report);
}

async function applySteps(github: GitHub, steps: readonly Step[], report: Report): Promise<void> {
  for (const step of steps) console.log(await applyStep(github, step, report));
}
