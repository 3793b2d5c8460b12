import groundwork from "../../../index";
import { readSettings } from "../../../settings";
import { newCloud } from "../cloud";
import type { EvaluationArgs } from "../cloud/evaluation";
import { projectFolder, readStackConfig } from "../project/files";

/** What to evaluate for copies of a stack in one program. */
export function copiesOf(stack: string, copies: number): EvaluationArgs {
  const program = () => {
    const settings = readSettings();
    for (let copy = 0; copy < copies; copy += 1) groundwork(settings, copy === 0 ? "" : `copy-${copy}-`);
  };
  return { program, cloud: newCloud(), stack, ...readStackConfig(projectFolder, stack) };
}
