/** Edits the files that contain names of the adopter and are not settings. */
import type { AdoptConfig, Answers } from "@groundwork/delivery/adoption/config";

export const files: AdoptConfig["files"] = {
  ".github/CODEOWNERS": editCodeOwners,
  ".github/ISSUE_TEMPLATE/config.yml": (text, { repository }) =>
    text.replace(
      /https:\/\/github\.com\/[^/\s]+\/[^/\s]+(?=\/security\/advisories\/new)/,
      `https://github.com/${repository}`,
    ),
};

/** A team in CODEOWNERS: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
const TEAM = /@[\w-]+(?=\/)/g;
const STACK_FILE = /^\/Pulumi\.[^.\s]+\.yaml/;

/** The teams of the repository's owner, and a line for the stack file of each production environment. */
function editCodeOwners(text: string, { repository, environments }: Answers): string {
  const [owner] = repository.split("/");
  const lines = text
    .split("\n")
    .map((line) => (line.startsWith("#") ? line : line.replaceAll(TEAM, `@${owner}`)));
  const at = lines.findIndex((line) => STACK_FILE.test(line));
  const template = lines[at];
  if (template === undefined) return lines.join("\n");
  const stackLines = environments
    .filter(({ guardRails }) => guardRails === "production")
    .map(({ stack }) => template.replace(STACK_FILE, `/Pulumi.${stack}.yaml`));
  const others = lines.filter((line) => !STACK_FILE.test(line));
  others.splice(at, 0, ...stackLines);
  return others.join("\n");
}
