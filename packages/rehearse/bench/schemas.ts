/**
 * Compares the inputs of a stack with AWS's resource schemas in a separate process, and prints the figures as JSON:
 * `schemas.ts STACK`.
 */
import { statSync } from "node:fs";
import { newCloud } from "../cloud";
import { checkInputs } from "../cloud/aws/schemas/check";
import { schemaFile } from "../cloud/aws/schemas/data";
import { evaluate } from "../cloud/evaluation";
import { loadConfig } from "../project/config";
import { stackArgument } from "../project/stack-argument";
import { copiesOf } from "./copies";

/** What the schemas say about one stack. */
export interface SchemaFigures {
  readonly resources: number;
  readonly types: number;
  /** Types of which AWS publishes a schema. */
  readonly typesWithSchema: number;
  /** Values that were compared. */
  readonly checked: number;
  /** Inputs that no schema describes. */
  readonly notChecked: number;
  /** Refused values, by the source of the rule. */
  readonly refused: { readonly schemas: number; readonly documentation: number };
  /** To read the schemas and compare all inputs, the first time in a process. */
  readonly seconds: number;
  readonly kibibytes: number;
}

async function main([given]: readonly string[]): Promise<void> {
  // A cloud that does not compare inputs itself, so that a refusal is counted and does not end the evaluation.
  const { types = [] } = loadConfig();
  const cloud = newCloud({ types: [...types, { resources: {}, inputChecks: { aws: () => [] } }] });
  const { resources } = await evaluate({ ...copiesOf(stackArgument(given), 1), cloud });
  const start = performance.now();
  const checks = resources
    .filter(({ type }) => type.startsWith("aws:"))
    .map(({ type, inputs }) => ({ type, ...checkInputs(type, inputs) }));
  const seconds = (performance.now() - start) / 1000;
  const problems = checks.flatMap((each) => each.problems);
  const documented = problems.filter((problem) => problem.includes("https://"));
  const figures: SchemaFigures = {
    resources: checks.length,
    types: new Set(checks.map(({ type }) => type)).size,
    typesWithSchema: new Set(checks.filter(({ hasSchema }) => hasSchema).map(({ type }) => type)).size,
    checked: checks.reduce((sum, { checked }) => sum + checked, 0),
    notChecked: checks.reduce((sum, { notChecked }) => sum + notChecked.length, 0),
    refused: { schemas: problems.length - documented.length, documentation: documented.length },
    seconds,
    kibibytes: statSync(schemaFile).size / 1024,
  };
  console.log(JSON.stringify(figures));
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
