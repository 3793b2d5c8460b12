/** Which stacks of pull requests have to go. */
import { pullRequestOf, reviewStack } from "./settings";

/** A stack as a listing of the states shows it. */
export interface Listed {
  readonly stack: string;
  /** When its state was last written. */
  readonly modified: Date;
}

export interface Doomed {
  readonly pullRequest: number;
  readonly stack: string;
  readonly why: string;
}

/**
 * The stacks of pull requests that are closed, and those that nobody has deployed for some days. Others are none of ours,
 * whatever they are called.
 *
 * @param isOpen whether a pull request is open
 */
export async function doomed(
  stacks: readonly Listed[],
  isOpen: (pullRequest: number) => Promise<boolean>,
  { now, days }: { readonly now: Date; readonly days: number },
): Promise<readonly Doomed[]> {
  const found: Doomed[] = [];
  for (const { stack, modified } of stacks) {
    const pullRequest = pullRequestOf(stack);
    if (pullRequest === undefined) continue;
    const age = (now.getTime() - modified.getTime()) / 86_400_000;
    const why = !(await isOpen(pullRequest))
      ? `pull request ${pullRequest} is closed`
      : age > days
        ? `not deployed for ${Math.floor(age)} days, and ${days} are allowed`
        : undefined;
    if (why !== undefined) found.push({ pullRequest, stack: reviewStack(pullRequest), why });
  }
  return found;
}
