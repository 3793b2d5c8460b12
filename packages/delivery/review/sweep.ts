/** Selects the stacks of pull requests to remove. */
import { pullRequestOf, reviewStack } from "./settings";

/** A stack in the listing of the backend. */
export interface Listed {
  readonly stack: string;
  /** When its state was last written. */
  readonly modified: Date;
}

export interface RemovableStack {
  readonly pullRequest: number;
  readonly stack: string;
  readonly why: string;
}

/**
 * The stacks of closed pull requests, and those without a deployment for some days. Stacks with other names are never
 * selected.
 *
 * @param isOpen whether a pull request is open
 */
export async function removableStacks(
  stacks: readonly Listed[],
  isOpen: (pullRequest: number) => Promise<boolean>,
  { now, days }: { readonly now: Date; readonly days: number },
): Promise<readonly RemovableStack[]> {
  const found: RemovableStack[] = [];
  for (const { stack, modified } of stacks) {
    const pullRequest = pullRequestOf(stack);
    if (pullRequest === undefined) continue;
    const age = (now.getTime() - modified.getTime()) / 86_400_000;
    const why = !(await isOpen(pullRequest))
      ? `pull request ${pullRequest} is closed`
      : age > days
        ? `not deployed for ${Math.floor(age)} days, the limit is ${days}`
        : undefined;
    if (why !== undefined) found.push({ pullRequest, stack: reviewStack(pullRequest), why });
  }
  return found;
}
