/** `npm run preview-comment -- --pull-request N --preview STACK=FILE …` */
import { parseArgs } from "node:util";
import { githubFromEnvironment } from "@groundwork/delivery/github/client";
import { bodyLimit, keepComment, markedBody, runNumber } from "@groundwork/delivery/github/comment";
import { runUrl } from "@groundwork/delivery/github/environment";
import { writeSummary } from "@groundwork/delivery/github/summary";
import { readPreview } from "@groundwork/delivery/preview/preview";
import { readCost } from "@groundwork/delivery/pull-request/cost";
import { stackFiles, webAddress } from "@groundwork/delivery/pull-request/options";
import { previewText } from "@groundwork/delivery/pull-request/text";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { runScript } from "../script";

const usage = `Usage: npm run preview-comment -- --pull-request N --preview STACK=FILE … [options]

Says on a pull request what it would change, in one comment that is kept up to date, and in the job's summary.

  --preview STACK=FILE   what \`npm run preview\` wrote, such as dev=out/dev/preview.json; once a stack
  --cost STACK=FILE      what \`npm run cost\` wrote, such as dev=out/dev/cost.json
  --details URL          where the whole is; default: the run that this job belongs to
  --commit SHA           the commit that was previewed
  --dry-run              prints the comment and asks GitHub nothing; needs no pull request then

Needs GITHUB_TOKEN (pull-requests: write), GITHUB_REPOSITORY and, not on github.com, GITHUB_API_URL.`;

const subject = "preview";

void runScript(usage, async () => {
  const { values } = parseArgs({
    options: {
      "pull-request": { type: "string" },
      preview: { type: "string", multiple: true },
      cost: { type: "string", multiple: true },
      details: { type: "string" },
      commit: { type: "string" },
      "dry-run": { type: "boolean", default: false },
    },
  });
  const { env } = process;
  const previews = stackFiles("preview", values.preview);
  if (previews.size === 0) throw new Explained(`There is nothing to say without --preview.\n\n${usage}`);
  const costs = stackFiles("cost", values.cost);
  for (const stack of costs.keys()) {
    if (!previews.has(stack)) throw new Explained(`--cost ${stack} has no --preview ${stack} beside it.`);
  }
  const stacks = [...previews].map(([stack, file]) => {
    const cost = costs.get(stack);
    return {
      preview: readPreview(stack, file),
      cost: cost === undefined ? undefined : readCost(stack, cost),
    };
  });
  const details = webAddress("details", values.details) ?? runUrl(env);
  const run = runNumber(env);
  const textFor = (fits: (text: string) => boolean) =>
    previewText({ stacks, details, commit: values.commit, fits });
  const body = textFor((text) => markedBody(subject, run, text).length <= bodyLimit);
  writeSummary(env, textFor);
  if (values["dry-run"]) {
    console.log(body);
    return;
  }
  const issue = pullRequestNumber(values["pull-request"]);
  const github = githubFromEnvironment({ env });
  const { outcome, url, removed } = await keepComment({ github, issue, subject, body, run });
  console.log(`The comment on #${issue}: ${outcome} (${url})`);
  if (removed > 0) console.log(`Removed ${removed} of our own that runs at the same time had left.`);
});

function pullRequestNumber(given: string | undefined): number {
  if (given !== undefined && /^[1-9]\d{0,9}$/.test(given)) return Number(given);
  throw new Explained(`--pull-request is ${given ?? "missing"}; it must be the number of the pull request.`);
}
