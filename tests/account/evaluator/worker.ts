/**
 * The evaluator's process: reads one request per line from stdin, and writes one result per line to stdout, in
 * order.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";

const answer = z.looseObject({
  resultType: z.string(),
  overallResult: z.string().optional(),
  errors: z.unknown().optional(),
  result: z.looseObject({ ignoredContextKeys: z.array(z.string()).optional() }).optional(),
});

const [folder = ""] = process.argv.slice(2);
const evaluator: { runSimulation(simulation: unknown, options: object): Promise<unknown> } = createRequire(
  join(folder, "package.json"),
)("@cloud-copilot/iam-simulate");

/** `allowed` or `denied`. Throws if it cannot decide. */
async function decide(line: string): Promise<string> {
  const { resultType, overallResult, errors, result } = answer.parse(
    await evaluator.runSimulation(JSON.parse(line), {}),
  );
  if (resultType === "error") throw new Error(JSON.stringify(errors, null, 1));
  // It drops unknown parts of an action; only conditions that hold for every request may be dropped.
  const dropped = result?.ignoredContextKeys?.filter((key) => !key.startsWith("aws:")) ?? [];
  if (dropped.length > 0) throw new Error(`conditions that the evaluator ignores: ${dropped.join(", ")}`);
  return overallResult === "Allowed" ? "allowed" : "denied";
}

async function answerAll(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = await decide(line).then(
      (decision) => ({ decision }),
      (error: Error) => ({ problem: error.message }),
    );
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}

void answerAll();
