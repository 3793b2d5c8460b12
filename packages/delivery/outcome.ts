/** How a deployment is told: on the terminal, in the job's summary, as an annotation. */
import type { Deployment } from "./deploy";
import { describeImages } from "./images";

export interface Told {
  /** One line: what happened. */
  readonly title: string;
  /** Everything that matters, for a terminal. */
  readonly text: string;
  readonly passed: boolean;
}

const failed = {
  up: "the update failed",
  smoke: "its smoke test failed",
  rejected: "the update was rejected before it began",
  superseded: "a newer version is there",
  locked: "the stack is locked",
  interrupted: "it was interrupted",
} as const;

const runbook = 'docs/delivery.md, section "When putting back failed"';

/** Words for a deployment. */
export function tell(deployment: Deployment): Told {
  const { stack, images, failure, decision, putBackFailure } = deployment;
  const deployed = `The version:\n${describeImages(images)}`;
  if (failure === undefined || decision.do === "keep")
    return { title: `${stack}: deployed and tested`, text: deployed, passed: true };
  const why = `${deployed}\n\nWhy: ${failed[failure.kind]}.\n${failure.message}`;
  const title = (end: string) => `${stack}: ${failed[failure.kind]}; ${end}`;
  const told = (end: string, what: string): Told => ({
    title: title(end),
    text: `${why}\n\n${what}`,
    passed: false,
  });
  if (decision.do === "put back") {
    const images = describeImages(decision.images);
    if (putBackFailure === undefined)
      return told(
        "the version before it is back",
        `Put back, and tested:\n${images}\n\n` +
          "Only the images were put back. What else this commit changes is there: fix or revert it before the next deployment.",
      );
    return told(
      `PUTTING BACK FAILED AS WELL, ${stack.toUpperCase()} NEEDS A PERSON NOW`,
      `PUTTING BACK FAILED: ${failed[putBackFailure.kind]}.\n${putBackFailure.message}\n\n` +
        `It should run:\n${images}\n\nWhat to do: ${runbook}`,
    );
  }
  const reasons: Record<typeof decision.why, readonly [end: string, what: string]> = {
    first: [
      "nothing to put back",
      `Nothing was put back: ${stack} has never run a version that could be gone back to. ` +
        "It stays as it is; fix the cause and deploy again.",
    ],
    same: [
      "the images were these before",
      "Nothing was put back: the images are the ones that ran before, so it is something else in this commit. Revert it, " +
        "or fix what the message above says, and deploy again.",
    ],
    rejected: [
      "nothing was changed",
      "Nothing was changed: the engine failed before it changed a resource, and the same version runs as before. " +
        "Correct what the message above names, and deploy again.",
    ],
    superseded: [
      "nothing was changed",
      `Nothing was changed. To go back on purpose: \`npx --no groundwork rollback ${stack}\` lists the versions.`,
    ],
    locked: [
      "nothing was changed",
      `Another update of ${stack} is under way, or one was killed. Wait for it and run this again; ` +
        `\`npx --no groundwork state locks --stack ${stack}\` says who holds the lock (docs/state.md).`,
    ],
    interrupted: [
      "it may be half-way",
      `Run it again: it goes on from where it is, and still knows what to go back to. ` +
        `If it was killed hard, a lock may be left: \`npx --no groundwork state locks --stack ${stack}\`.`,
    ],
  };
  return told(...reasons[decision.why]);
}

/** The same as Markdown, for a job's summary. */
export function summaryOf({ title, text, passed }: Told): string {
  // A fence longer than any in the text.
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `### ${passed ? "✅" : "❌"} ${title}\n\n${fence}\n${text}\n${fence}`;
}
