/** Subjects of the OIDC tokens of GitHub Actions jobs. */
import type { BootstrapSettings } from "./settings";

type Repository = Pick<BootstrapSettings, "repository" | "repositoryIds">;

/**
 * Creates the values of the claim `sub` for a repository's jobs. Since July 2026, the tokens of new and renamed repositories
 * contain the numeric ids of owner and repository, because names can be reassigned to other owners.
 * https://docs.github.com/en/actions/reference/security/oidc
 * https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens
 */
export function createSubjects({ repository, repositoryIds }: Repository) {
  const [owner, name] = repository.split("/");
  const [ownerId, repositoryId] = repositoryIds.split("/");
  const prefix = repositoryIds === "" ? repository : `${owner}@${ownerId}/${name}@${repositoryId}`;
  return {
    /** Jobs of pull requests. Jobs of forks get no token. */
    pullRequest: `repo:${prefix}:pull_request`,
    /** Jobs without an environment that a push, schedule or dispatch on a branch starts. */
    branch: (branch: string) => `repo:${prefix}:ref:refs/heads/${branch}`,
    /** Jobs in a GitHub environment, for all events. */
    environment: (environment: string) => `repo:${prefix}:environment:${environment}`,
  };
}
