/** What adopt prints: the changes, and what is left to do. */
import type { FileChange } from "./apply";
import type { Answers } from "./config";
import { differences } from "./diff";
import type { Plan } from "./plan";

/** The changes, file by file, with a summary. */
export function describeChanges(changes: readonly FileChange[]): readonly string[] {
  if (changes.length === 0) return ["Nothing to change: all files have the values of these answers."];
  const files = changes.map(({ path, before, after }) => {
    const lines = differences(before ?? "", after ?? "");
    const what = after === undefined ? "removed" : before === undefined ? "new" : "changed";
    // A whole file says nothing that the file itself does not.
    return { path, what, lines, shown: what === "changed" ? lines : [] };
  });
  const count = files.reduce((sum, { lines }) => sum + lines.length, 0);
  return [
    ...files.flatMap(({ path, what, lines, shown }) => [
      `${what.padEnd(8)} ${path} (${lines.length} lines)`,
      ...shown.map((line) => `    ${line}`),
    ]),
    "",
    `${changes.length} files, ${count} lines removed or added.`,
  ];
}

/** What is left to the adopter. */
export function describeRest(args: {
  readonly plan: Plan;
  readonly answers: Answers;
  readonly keepsFiles: "already" | "now" | undefined;
}): readonly string[] {
  const { plan, answers, keepsFiles } = args;
  const { account, region, repository } = answers;
  const [email = "ADDRESS"] = answers.alertEmails;
  const done = plan.changes.length === 0 ? [] : [`\nDone: ${plan.changes.length} files changed.`];
  const driver = {
    now: "Merges in this clone now keep your files (git config merge.adopted.driver).",
    already: undefined,
    none: "This is no git repository: run this command again in one, so that merges of later versions keep your files.",
  }[keepsFiles ?? "none"];
  const steps = [
    ...(plan.changes.length === 0
      ? []
      : ["Test and commit: npm test, `npx --no groundwork rehearse STACK`, git commit"]),
    `Prepare the account: npx --no groundwork bootstrap --account ${account} --region ${region} --repository ${repository} --alarm-address ${email}`,
    ...(Object.keys(answers.networks).length === 0
      ? []
      : ["rehearse.config.ts: describe the existing VPC for rehearsals (docs/existing-network.md)"]),
    ...plan.byHand,
    "The teams in .github/CODEOWNERS",
  ];
  return [
    ...done,
    ...(driver === undefined ? [] : [driver]),
    "\nLeft to do by hand (docs/adopting.md):",
    ...steps.map((step) => `  ${step}`),
  ];
}
