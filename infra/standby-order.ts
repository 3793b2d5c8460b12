/** What a stack that waits to take over for one in another region must not lose. */
import * as pulumi from "@pulumi/pulumi";

/**
 * Refuses to reduce a stack that runs to its storage, which would delete its cluster and its database.
 *
 * @param outputs those of the last complete update of the stack
 * @throws RunError before any resource is registered
 */
export function checkStandby(outputs: Readonly<Record<string, unknown>>, standby: string): void {
  if (standby !== "storage" || outputs.databasePrimaryAddress === undefined) return;
  throw new pulumi.RunError(
    "standby is storage, and the stack has a database: the update would delete it, and the cluster. Allowed is running or off. " +
      "Nothing was changed. To reduce a stack to its storage, destroy it first (docs/operations.md), or take another stack.",
  );
}
