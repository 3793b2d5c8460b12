/**
 * Evaluates copies of a stack in one program, in a process of its own, and prints the figures as JSON:
 * `evaluation.ts STACK COPIES`.
 */
import * as pulumi from "@pulumi/pulumi";
import groundwork from "../../index";
import { readSettings } from "../../settings";
import { newCloud } from "../../simulation";
import { evaluate } from "../../simulation/evaluation";
import { projectFolder, readStackConfig } from "../project-files";

/** What one evaluation took. */
export interface EvaluationFigures {
  readonly resources: number;
  /** From the process's start, loading included. */
  readonly secondsFromStart: number;
  /** The evaluation alone. */
  readonly seconds: number;
  /** Largest resident set of the process, in MiB. */
  readonly peakMemory: number;
}

async function main([stack = "dev", copies = "1"]: readonly string[]): Promise<void> {
  const { config, secretKeys } = readStackConfig(projectFolder, stack);
  const program = () => {
    const settings = readSettings();
    for (let copy = 0; copy < Number(copies); copy += 1)
      groundwork(settings, copy === 0 ? "" : `copy-${copy}-`);
  };
  const start = performance.now();
  const { resources } = await evaluate({ program, cloud: newCloud(), stack, config, secretKeys });
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
