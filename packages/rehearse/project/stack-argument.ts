/** The stack that a command gets as its argument. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Explained } from "../errors/explained";
import { environmentsFile, readEnvironments } from "./environments";
import { projectFolder, readStackConfig, stacksIn } from "./files";

/** For the descriptions of commands whose stack is optional. */
export const STACK_ARGUMENT = `the stack (default: the first in ${environmentsFile})`;

/**
 * Returns the stack of a command that changes nothing in an account: the given one; else the first environment of environments.yaml; in
 * a project without this file, its only stack.
 *
 * @throws Explained if the stack has no file, or no stack is given and there is no default
 */
export function stackArgument(given: string | undefined, folder = projectFolder): string {
  if (given !== undefined) {
    readStackConfig(folder, given);
    return given;
  }
  if (existsSync(join(folder, environmentsFile))) {
    const [first] = readEnvironments(folder);
    if (first) return first.stack;
  }
  const [only, ...others] = stacksIn(folder);
  if (only !== undefined && others.length === 0) return only;
  throw new Explained(
    `No stack is given, and there is no ${environmentsFile} that names a first one; the stacks are: ` +
      `${[only, ...others].filter((name) => name !== undefined).join(", ") || "none"}`,
  );
}
