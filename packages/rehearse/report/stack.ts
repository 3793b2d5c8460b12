import { evaluateStack, policyResults } from "../plan/print";
import { summaryLines } from "./summary";
import { writeReport } from "./write";

/** Evaluates a stack and writes its report. Returns a summary of a few lines. */
export async function reportStack(stack: string, against?: string): Promise<string[]> {
  const evaluation = await evaluateStack(stack);
  return summaryLines(await writeReport(stack, evaluation, policyResults(stack, evaluation), against));
}
