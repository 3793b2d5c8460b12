import { AsyncLocalStorage } from "node:async_hooks";
import { newCloud } from "../cloud";
import type { EvaluationArgs } from "../cloud/evaluation";
import { loadConfig } from "../project/config";
import { projectFolder, projectName, readStackConfig } from "../project/files";

/**
 * The arguments to evaluate several copies of a stack in one program. The names of a copy's resources get its prefix, which
 * is kept in asynchronous code as well.
 */
export function copiesOf(stack: string, copies: number): EvaluationArgs {
  const { program, types, existing } = loadConfig();
  const prefix = new AsyncLocalStorage<string>();
  return {
    program: () => {
      for (let copy = 0; copy < copies; copy += 1) prefix.run(copy === 0 ? "" : `copy-${copy}-`, program);
    },
    rename: (name) => `${prefix.getStore() ?? ""}${name}`,
    cloud: newCloud({ types, existing }),
    project: projectName(),
    stack,
    ...readStackConfig(projectFolder, stack),
  };
}
