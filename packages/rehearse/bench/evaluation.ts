/**
 * Evaluates copies of a stack in one program, in a separate process, and prints the figures as JSON:
 * `evaluation.ts STACK COPIES`.
 */
import * as pulumi from "@pulumi/pulumi";
import { evaluate } from "../cloud/evaluation";
import { stackArgument } from "../project/stack-argument";
import { copiesOf } from "./copies";

/** The time and memory of one evaluation. */
export interface EvaluationFigures {
  readonly resources: number;
  /** From the start of the process, including loading. */
  readonly secondsFromStart: number;
  /** The evaluation alone. */
  readonly seconds: number;
  /** Largest resident set of the process, in MiB. */
  readonly peakMemory: number;
}

async function main([given, copies = "1"]: readonly string[]): Promise<void> {
  const copied = copiesOf(stackArgument(given), Number(copies));
  const start = performance.now();
  const { resources } = await evaluate(copied);
  const figures: EvaluationFigures = {
    resources: resources.length,
    secondsFromStart: performance.now() / 1000,
    seconds: (performance.now() - start) / 1000,
    peakMemory: process.resourceUsage().maxRSS / 1024,
  };
  console.log(JSON.stringify(figures));
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  pulumi.log.error(String(error)).catch(() => undefined);
  console.error(error);
  process.exitCode = 1;
});
