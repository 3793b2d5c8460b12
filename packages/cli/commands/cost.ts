/** `groundwork cost [STACK] [--against FILE] [--json]` */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { estimateCost } from "@groundwork/rehearse/cost/estimate";
import { renderReleaseCosts } from "@groundwork/rehearse/cost/releases";
import { costFile, costSummary, readEarlierCost, renderCost } from "@groundwork/rehearse/cost/summary";
import { evaluateStack } from "@groundwork/rehearse/plan/print";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { STACK_ARGUMENT, stackArgument } from "@groundwork/rehearse/project/stack-argument";

const description = `Estimates the monthly cost of a stack at AWS's public list prices, and writes out/STACK/cost.json. Resources without a
price are listed, and not counted as zero.`;

export function createCommand() {
  return new Command()
    .description(description)
    .argument("[stack]", STACK_ARGUMENT)
    .option("--against <file>", "show the difference from this cost.json, of this or another stack")
    .option("--json", "print the file's content instead of a table")
    .action(async (name, { against, json }) => {
      const stack = stackArgument(name);
      const earlier = against === undefined ? undefined : readEarlierCost(against);
      const { resources, types } = await evaluateStack(stack);
      const cost = estimateCost(resources, types);
      const summary = costSummary(stack, cost, earlier);
      const file = costFile(stack);
      mkdirSync(join(projectFolder, "out", stack), { recursive: true });
      writeFileSync(join(projectFolder, file), `${JSON.stringify(summary, null, 2)}\n`);
      const table = () => renderCost(summary, cost, file, renderReleaseCosts(resources));
      console.log(json ? JSON.stringify(summary, null, 2) : table());
    });
}
