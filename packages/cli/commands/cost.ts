/** `npm run cost [-- STACK] [--against FILE] [--json]` */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { estimateCost } from "@groundwork/rehearse/cost/estimate";
import { costFile, costSummary, readEarlierCost, renderCost } from "@groundwork/rehearse/cost/summary";
import { evaluateStack } from "@groundwork/rehearse/plan/print";
import { projectFolder, stackArgument } from "@groundwork/rehearse/project/files";
import { runScript } from "../script";

const usage = `Usage: npm run cost [-- STACK] [--against FILE] [--json]

Estimates what a stack (default: dev) costs a month at AWS's public list prices, and writes out/STACK/cost.json. What has no
price is listed and never counted as zero.

  --against FILE   an earlier cost.json, of this or another stack, to state the difference from
  --json           print the file's content instead of a table`;

void runScript(usage, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { against: { type: "string" }, json: { type: "boolean", default: false } },
  });
  const stack = stackArgument(positionals);
  const earlier = values.against === undefined ? undefined : readEarlierCost(values.against);
  const { resources, types } = await evaluateStack(stack);
  const cost = estimateCost(resources, types);
  const summary = costSummary(stack, cost, earlier);
  const file = costFile(stack);
  mkdirSync(join(projectFolder, "out", stack), { recursive: true });
  writeFileSync(join(projectFolder, file), `${JSON.stringify(summary, null, 2)}\n`);
  console.log(values.json ? JSON.stringify(summary, null, 2) : renderCost(summary, cost, file));
});
