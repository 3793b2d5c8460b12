/** `groundwork notify [--dry-run]` */
import { Command } from "@commander-js/extra-typings";
import { githubFromEnvironment } from "@groundwork/delivery/github/client";
import { runUrl } from "@groundwork/delivery/github/environment";
import { addToSummary, errorAnnotation } from "@groundwork/delivery/job-report";
import { closeIssues, reportInIssue } from "@groundwork/delivery/notify/issue";
import { resultOf, tableOf } from "@groundwork/delivery/notify/result";
import { publishToTopic } from "@groundwork/delivery/notify/topic";
import { postToWebhook } from "@groundwork/delivery/notify/webhook";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { failUnless } from "../status";

const description = `Reports the result of a run of deploy.yml, in its last job: a table in the job's summary, exit status 1 if an environment does
not run the commit, and a notification if a job failed. NEEDS is the job's context \`needs\` as JSON. NOTIFY selects the
receiver: issue (the default; one issue, which the next complete run closes), sns (NOTIFY_TOPIC_ARN, with credentials of AWS),
webhook (NOTIFY_WEBHOOK_URL) or none. A run that a person cancels sends nothing. Needs GITHUB_TOKEN (issues: write) and
GITHUB_REPOSITORY for issues.`;

const RECEIVERS = ["issue", "sns", "webhook", "none"] as const;

export function createCommand() {
  return new Command()
    .description(description)
    .option("--dry-run", "print the notification; send nothing")
    .action(async ({ dryRun }) => {
      const { env } = process;
      const receiver = receiverIn(env.NOTIFY);
      const result = resultOf(env.NEEDS);
      const table = tableOf(result);
      console.log(table);
      addToSummary(table);
      const run = runUrl(env);
      const commit = env.GITHUB_SHA?.slice(0, 7) ?? "this commit";
      const missing = result.rows
        .filter(({ passed }) => !passed)
        .map(({ what, result }) => `${what}: ${result}`);
      const title = `Deployment of ${commit} failed (${missing.join(", ")})`;
      if (result.state === "passed") {
        if (receiver !== "issue" || dryRun) return;
        const comment = `${commit} runs in every environment${run ? `: ${run}` : "."}`;
        for (const line of await closeIssues(githubFromEnvironment({ env }), comment)) console.log(line);
        return;
      }
      const advice = "Not every environment runs this commit. The next run that passes deploys it as well.";
      if (env.GITHUB_ACTIONS) console.log(errorAnnotation("Deployment", `${advice} ${missing.join(", ")}`));
      if (result.state === "failed") {
        const text = `${table}\n\n${advice}${run ? `\n\n${run}` : ""}`;
        if (dryRun) console.log(`\n# ${title}\n\n${text}`);
        else if (receiver === "issue")
          console.log(await reportInIssue(githubFromEnvironment({ env }), { title, text }));
        else if (receiver === "webhook")
          console.log(await postToWebhook(env.NOTIFY_WEBHOOK_URL, `${title}${run ? `\n${run}` : ""}`));
        else if (receiver === "sns") {
          const rows = result.rows.map(({ what, result }) => `${what}: ${result}`).join("\n");
          const message = `${title}\n\n${rows}\n\n${advice}${run ? `\n\n${run}` : ""}`;
          console.log(await publishToTopic(env.NOTIFY_TOPIC_ARN, { subject: title, message }));
        }
      }
      failUnless(false);
    });
}

function receiverIn(given: string | undefined): (typeof RECEIVERS)[number] {
  const receiver = RECEIVERS.find((each) => each === (given || "issue"));
  if (receiver) return receiver;
  throw new Explained(`NOTIFY is ${given}; it must be ${RECEIVERS.join(", ")} or empty, which is issue`);
}
