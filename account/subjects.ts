/** How GitHub names a job in the token that it gives it. */
import type { BootstrapSettings } from "./settings";

type Repository = Pick<BootstrapSettings, "repository" | "repositoryIds">;

/**
 * The claim `sub` of a repository's jobs. Since July 2026 the tokens of new and renamed repositories carry the numbers
 * of owner and repository beside their names, because names can be given to somebody else.
 * https://docs.github.com/en/actions/reference/security/oidc
 * https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens
 */
export function subjectsOf({ repository, repositoryIds }: Repository) {
  const [owner, name] = repository.split("/");
  const [ownerId, repositoryId] = repositoryIds.split("/");
  const prefix = repositoryIds === "" ? repository : `${owner}@${ownerId}/${name}@${repositoryId}`;
  return {
    /** Jobs that a pull request started. Those of forks get no token. */
    pullRequest: `repo:${prefix}:pull_request`,
    /** Jobs of a push, schedule or dispatch on a branch that name no environment. */
    branch: (branch: string) => `repo:${prefix}:ref:refs/heads/${branch}`,
    /** Jobs that name a GitHub environment, whatever started them. */
    environment: (environment: string) => `repo:${prefix}:environment:${environment}`,
  };
}
