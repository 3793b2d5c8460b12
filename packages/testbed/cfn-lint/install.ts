import { readdirSync } from "node:fs";
import { join } from "node:path";
import { findPythonProgram } from "../python/program";

/**
 * The folder of the library of a release of cfn-lint, `cfnlint`: https://pypi.org/project/cfn-lint
 *
 * @param requirement the release, such as `cfn-lint==1.58.0`
 * @throws Error with what is missing and how to install it
 */
export function findCfnLint(requirement: string): string {
  const program = findPythonProgram({
    name: "cfn-lint",
    requirement,
    folder: "cfn-lint",
    // Only the version in the requirement, and of it only the files.
    fromPath: false,
    alone: true,
  });
  const library = join(program, "../../lib");
  const [python] = readdirSync(library).filter((name) => name.startsWith("python"));
  if (!python)
    throw new Error(`${library} has no folder python3.*: delete ${join(library, "..")} and try again`);
  return join(library, python, "site-packages/cfnlint");
}
