/** Describes the result of a deployment for the terminal, the job's summary and an annotation. */
import { releaseAdvice } from "@groundwork/state/releases";
import type { Deployment } from "./deploy";
import { describeImages, hasImages, isSmokeTested } from "./images";

export interface DeploymentSummary {
  /** One line: what happened. */
  readonly title: string;
  /** The details, as plain text. */
  readonly text: string;
  readonly passed: boolean;
}

const failed = {
  up: "the update failed",
  smoke: "its smoke test failed",
  rejected: "the update was rejected before it began",
  superseded: "a newer version is deployed",
  locked: "the stack is locked",
  busy: "a release is under way",
  paused: "the release is paused",
  interrupted: "it was interrupted",
} as const;

const runbook = 'docs/delivery.md, section "When the rollback fails"';

/** Describes a deployment: the result, the reason of a failure, and the next step. */
export function describeDeployment(deployment: Deployment): DeploymentSummary {
  const { stack, images, failure, decision, releases, restoreFailure } = deployment;
  const tested = isSmokeTested(images);
  const version = hasImages(images) ? `The version:\n${describeImages(images)}` : "The stack has no images.";
  const steps = releases.map((line) => `\n  ${line}`).join("");
  const deployed = steps === "" ? version : `${version}\n\nReleased step by step:${steps}`;
  if (failure === undefined || decision.do === "keep")
    return {
      title: `${stack}: deployed${tested ? " and tested" : ", without a smoke test"}`,
      text: deployed,
      passed: true,
    };
  const advice = releaseAdvice(failure.message, stack);
  const why = `${deployed}\n\nWhy: ${failed[failure.kind]}.\n${failure.message}${advice ? `\n\n${advice}` : ""}`;
  const title = (end: string) => `${stack}: ${failed[failure.kind]}; ${end}`;
  const rejected = (end: string, what: string): DeploymentSummary => ({
    title: title(end),
    text: `${why}\n\n${what}`,
    passed: false,
  });
  if (decision.do === "restore") {
    const images = describeImages(decision.images);
    if (restoreFailure === undefined)
      return rejected(
        "the previous version is restored",
        `${tested ? "Restored and tested" : "Restored"}:\n${images}\n\n` +
          "Only the images were restored. The other changes of this commit are deployed: fix or revert them before the next deployment.",
      );
    return rejected(
      `ROLLBACK FAILED AS WELL, ${stack.toUpperCase()} NEEDS MANUAL ACTION NOW`,
      `ROLLBACK FAILED: ${failed[restoreFailure.kind]}.\n${restoreFailure.message}\n\n` +
        `It should run:\n${images}\n\nWhat to do: ${runbook}`,
    );
  }
  const reasons: Record<typeof decision.why, readonly [end: string, what: string]> = {
    first: [
      "nothing to restore",
      `Nothing was restored: ${stack} has never run a version that could be restored. ` +
        "The stack stays as it is. Fix the cause and deploy again.",
    ],
    same: [
      "the images did not change",
      "Nothing was restored: the images did not change, so the cause is something else in this commit. Revert the " +
        "commit or fix the cause above, and deploy again.",
    ],
    rejected: [
      "nothing was changed",
      "Nothing was changed: the engine failed before it changed a resource, and the same version runs as before. " +
        "Correct what the message above names, and deploy again.",
    ],
    superseded: [
      "nothing was changed",
      `Nothing was changed. To roll back on purpose: \`npx --no groundwork rollback ${stack}\` lists the versions.`,
    ],
    locked: [
      "nothing was changed",
      `Another update of ${stack} is running or was killed. Wait for it to finish and run this command again. ` +
        `\`npx --no groundwork state locks --stack ${stack}\` shows who holds the lock (docs/state.md).`,
    ],
    busy: ["nothing was changed", "Nothing was changed. Run this command again after the release has ended."],
    paused: [
      "both versions get requests",
      `Nothing was restored: a person decides. \`npx --no groundwork release ${stack} status\` shows the results of the queries. Continue with ` +
        `\`npx --no groundwork release ${stack} promote\`, or return to the previous version with \`npx --no groundwork release ${stack} abort\`; ` +
        "then run this command again.",
    ],
    interrupted: [
      "the update may be incomplete",
      `Run it again: it continues from where it stopped, and can still restore the previous version. ` +
        `If the process was killed, a lock may be left: \`npx --no groundwork state locks --stack ${stack}\`.`,
    ],
  };
  return rejected(...reasons[decision.why]);
}

/** The description as Markdown, for a job's summary. */
export function summaryOf({ title, text, passed }: DeploymentSummary): string {
  // The fence is longer than any in the text.
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `### ${passed ? "✅" : "❌"} ${title}\n\n${fence}\n${text}\n${fence}`;
}
