/** The error with which a stack refuses an existing network. Without the AWS SDK, because commands load it. */
import * as pulumi from "@pulumi/pulumi";
import type { NetworkProblem } from "./existing-network-problems";

/** The stack cannot use the existing network. Pulumi prints the message without a stack trace and exits with an error. */
export class ExistingNetworkError extends pulumi.RunError {
  constructor(readonly problems: readonly NetworkProblem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(
      [
        `The existing network has ${count}; nothing was changed.`,
        ...problems.map(describe),
        "docs/existing-network.md lists what the platform needs.",
      ].join("\n\n"),
    );
    this.name = "ExistingNetworkError";
  }
}

const describe = ({ subject, found, needed, advice }: NetworkProblem): string =>
  [subject, `  found:  ${found}`, `  needed: ${needed}`, `  do:     ${advice}`]
    .map((line) => `  ${line}`)
    .join("\n");

/** What the network lacks, if this is the error with which a stack refuses it. */
export function networkProblemsIn(error: unknown): readonly NetworkProblem[] | undefined {
  return error instanceof ExistingNetworkError ? error.problems : undefined;
}
