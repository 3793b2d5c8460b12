/**
 * Compares the inputs of a stack with AWS's resource schemas in a separate process, and prints the figures as JSON:
 * `schemas.ts STACK`.
 */
import { statSync } from "node:fs";
import { newCloud } from "../cloud";
import { offersFile } from "../cloud/aws/offers/data";
import { checkInputs } from "../cloud/aws/schemas/check";
import { schemaFile } from "../cloud/aws/schemas/data";
import { evaluate } from "../cloud/evaluation";
import type { InputCheck } from "../cloud/package";
import { loadConfig } from "../project/config";
import { stackArgument } from "../project/stack-argument";
import { copiesOf } from "./copies";
import { timedChecks } from "./timed-checks";

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
  /** What the schemas, offers and rules add to a plan: to read them, and to compare all resources. */
  readonly seconds: number;
  /** Of the schemas and the offers. */
  readonly kibibytes: number;
}

async function main([given]: readonly string[]): Promise<void> {
  // The cloud ignores what the schemas say, so that a refusal is counted below and does not end the evaluation.
  const { types = [] } = loadConfig();
  const timed = timedChecks();
  const compare = timed.types.inputChecks?.aws;
  const ignored: InputCheck = (...args) => {
    compare?.(...args);
    return [];
  };
  const cloud = newCloud({ types: [...types, { ...timed.types, inputChecks: { aws: ignored } }] });
  const { resources } = await evaluate({ ...copiesOf(stackArgument(given), 1), cloud });
  const seconds = timed.seconds();
  const checks = resources
    .filter(({ type }) => type.startsWith("aws:"))
    .map(({ type, inputs }) => ({ type, ...checkInputs(type, inputs) }));
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
    kibibytes: (statSync(schemaFile).size + statSync(offersFile).size) / 1024,
  };
  console.log(JSON.stringify(figures));
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
