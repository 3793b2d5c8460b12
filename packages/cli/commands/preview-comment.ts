/** `groundwork preview-comment --pull-request N --preview STACK=FILE …` */
import { Command, Option } from "@commander-js/extra-typings";
import { githubFromEnvironment } from "@groundwork/delivery/github/client";
import { bodyLimit, keepComment, markedBody, runNumber } from "@groundwork/delivery/github/comment";
import { runUrl } from "@groundwork/delivery/github/environment";
import { writeSummary } from "@groundwork/delivery/github/summary";
import { readPreview } from "@groundwork/delivery/preview/preview";
import { readCost } from "@groundwork/delivery/pull-request/cost";
import { costsIn, previewsIn, stackFiles, webAddress } from "@groundwork/delivery/pull-request/options";
import { previewText } from "@groundwork/delivery/pull-request/text";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { readEnvironments } from "@groundwork/rehearse/project/environments";
import { collect } from "../options";

const description = `Writes the changes that a pull request would make into one comment, which is updated in place, and into the job's summary.
Needs GITHUB_TOKEN (pull-requests: write), GITHUB_REPOSITORY and, outside github.com, GITHUB_API_URL.`;

const subject = "preview";

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
    .option("--cost <stack=file>", "output of `groundwork cost`, such as dev=out/dev/cost.json", collect)
    .option("--pull-request <number>", "the pull request; not needed with --dry-run")
    .option("--details <url>", "link to the complete result (default: the run of this job)")
    .option("--commit <sha>", "the commit that was previewed")
    .option("--dry-run", "print the comment; send nothing to GitHub")
    .action(
      async ({
        preview,
        previews: folder = "previews",
        cost: given,
        details: address,
        commit,
        pullRequest,
        dryRun,
      }) => {
        const { env } = process;
        const all = preview === undefined ? readEnvironments().map(({ stack }) => stack) : [];
        const previews = preview === undefined ? previewsIn(folder, all) : stackFiles("preview", preview);
        const costs =
          preview === undefined && given === undefined ? costsIn(folder, all) : stackFiles("cost", given);
        for (const stack of costs.keys()) {
          if (!previews.has(stack))
            throw new Explained(
              `--cost is given for ${stack}, but --preview is not. Add --preview ${stack}=FILE.`,
            );
        }
        const stacks = [...previews].map(([stack, file]) => {
          const cost = costs.get(stack);
          return {
            preview: readPreview(stack, file),
            cost: cost === undefined ? undefined : readCost(stack, cost),
          };
        });
        const details = webAddress("details", address) ?? runUrl(env);
        const run = runNumber(env);
        const textFor = (fits: (text: string) => boolean) => previewText({ stacks, details, commit, fits });
        const body = textFor((text) => markedBody(subject, run, text).length <= bodyLimit);
        writeSummary(env, textFor);
        if (dryRun) {
          console.log(body);
          return;
        }
        const issue = pullRequestNumber(pullRequest);
        const github = githubFromEnvironment({ env });
        const { outcome, url, removed } = await keepComment({ github, issue, subject, body, run });
        console.log(`The comment on #${issue}: ${outcome} (${url})`);
        if (removed > 0) console.log(`Removed ${removed} duplicates from simultaneous runs.`);
      },
    );
}

function pullRequestNumber(given: string | undefined): number {
  if (given !== undefined && /^[1-9]\d{0,9}$/.test(given)) return Number(given);
  throw new Explained(`--pull-request is ${given ?? "missing"}; it must be the number of the pull request.`);
}
