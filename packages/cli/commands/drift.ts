/** `npm run drift -- --preview STACK=FILE …` */
import { parseArgs } from "node:util";
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
import { Explained } from "@groundwork/rehearse/errors/explained";
import { runScript } from "../script";

const usage = `Usage: npm run drift -- --preview STACK=FILE … [options]

Keeps one issue about drift: opens it, keeps it up to date, closes it when all stacks are as the program says. A preview
that failed leaves an issue open, or opens one: then nobody knows. Says the same in the job's summary.

  --preview STACK=FILE   what \`npm run preview\` wrote, such as dev=out/dev/preview.json; once a stack
  --run URL              the run that looked; default: the one that this job belongs to
  --dry-run              prints what would stand in the issue and asks GitHub nothing

Needs GITHUB_TOKEN (issues: write), GITHUB_REPOSITORY and, not on github.com, GITHUB_API_URL.`;

void runScript(usage, async () => {
  const { values } = parseArgs({
    options: {
      preview: { type: "string", multiple: true },
      run: { type: "string" },
      "dry-run": { type: "boolean", default: false },
    },
  });
  const { env } = process;
  const files = stackFiles("preview", values.preview);
  if (files.size === 0) throw new Explained(`There is nothing to say without --preview.\n\n${usage}`);
  const previews = [...files].map(([stack, file]) => readPreview(stack, file));
  const run = webAddress("run", values.run) ?? runUrl(env);
  const textFor = (fits: (text: string) => boolean) => `${marker}\n${driftText({ previews, run, fits })}`;
  const state = overallState(previews);
  const report = { state, title: driftTitle(previews), body: textFor(withinLimit) };
  for (const preview of previews) console.log(`${preview.stack}: ${driftState(preview)}`);
  if (state !== "none") writeSummary(env, (fits) => `## ${report.title}\n\n${textFor(fits)}`);
  if (values["dry-run"]) {
    console.log(
      state === "none" ? "An open issue would be closed." : `\n# ${report.title}\n\n${report.body}`,
    );
    return;
  }
  await keepIssue(githubFromEnvironment({ env }), report);
});

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
