import { AsyncLocalStorage } from "node:async_hooks";
import type { EvaluationArgs } from "../cloud/evaluation";
import { loadConfig, newProjectCloud } from "../project/config";
import { projectFolder, projectName, readStackConfig } from "../project/files";

/**
 * What to evaluate for copies of a stack in one program. What a copy registers gets the copy's prefix: which copy that is
 * follows the program through everything asynchronous.
 */
export function copiesOf(stack: string, copies: number): EvaluationArgs {
  const { program } = loadConfig();
  const prefix = new AsyncLocalStorage<string>();
  return {
    program: () => {
      for (let copy = 0; copy < copies; copy += 1) prefix.run(copy === 0 ? "" : `copy-${copy}-`, program);
    },
    rename: (name) => `${prefix.getStore() ?? ""}${name}`,
    cloud: newProjectCloud(),
    project: projectName(),
    stack,
    ...readStackConfig(projectFolder, stack),
  };
}
