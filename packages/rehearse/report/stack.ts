import type { Evaluation } from "../cloud/evaluation";
import { evaluateStack, policyResults } from "../plan/print";
import { summaryLines } from "./summary";
import { writeReport } from "./write";

/** Evaluates a stack and writes its report. Returns a summary of a few lines. */
export async function reportStack(stack: string, against?: string): Promise<string[]> {
  return reportEvaluation(stack, await evaluateStack(stack), { against });
}

/**
 * Writes the report of a stack that is already evaluated. Returns its summary.
 *
 * @param counted whether the caller has printed how many resources were checked. Default: false
 */
export async function reportEvaluation(
  stack: string,
  evaluation: Evaluation,
  { against, counted = false }: { readonly against?: string | undefined; readonly counted?: boolean } = {},
): Promise<string[]> {
  const written = await writeReport(stack, evaluation, policyResults(stack, evaluation), against);
  return summaryLines(written, counted);
}
