/** Reads environments.yaml, the list of environments in the order of delivery. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { Explained } from "../errors/explained";
import { loadConfig } from "./config";
import { projectFolder, projectName, readStackConfig, stacksIn } from "./files";

const GUARD_RAILS = ["development", "production"] as const;
const APPROVALS = ["none", "required"] as const;

/** One environment: a stack, and how it is delivered. */
export interface Environment {
  readonly stack: string;
  /** The class of guard rails: which settings and policies apply. */
  readonly guardRails: (typeof GUARD_RAILS)[number];
  /** Whether a person approves each deployment and each rollback. */
  readonly approval: (typeof APPROVALS)[number];
  /** Label of the runner that reaches the stack's cluster. Undefined: GitHub's own. */
  readonly runner: string | undefined;
}

export const environmentsFile = "environments.yaml";

/** A label of GitHub's or of a self-hosted runner, and the prefix of a CodeBuild project's. */
const RUNNER = /^[A-Za-z0-9][\w.-]{0,199}$/;
const STACK = /^[a-z](-?[a-z0-9]){0,19}$/;

/** The allowed values of each key. */
const KEYS: Readonly<Record<keyof Environment, { allowed: string; accepts: (value: string) => boolean }>> = {
  stack: {
    allowed: "at most 20 lower-case letters, digits and hyphens, beginning with a letter",
    accepts: (value) => STACK.test(value),
  },
  guardRails: { allowed: GUARD_RAILS.join(" or "), accepts: (value) => isOneOf(GUARD_RAILS, value) },
  approval: { allowed: APPROVALS.join(" or "), accepts: (value) => isOneOf(APPROVALS, value) },
  runner: {
    allowed: "the label of a runner, such as ubuntu-24.04, or no key at all",
    accepts: (value) => RUNNER.test(value),
  },
};

/** Names of the stacks of pull requests and of their GitHub environment. */
const RESERVED = /^(review|pr-[0-9]+)$/;

/**
 * Reads the list.
 *
 * @throws Explained with all problems: values that are not allowed, unknown keys, duplicates, stacks without a file, and classes of
 *   guard rails that differ from the stack's file.
 */
export function readEnvironments(folder = projectFolder): readonly Environment[] {
  const path = join(folder, environmentsFile);
  if (!existsSync(path))
    throw new Explained(
      `There is no ${environmentsFile} in ${folder}. It lists the environments in the order of delivery:\n\n${EXAMPLE}`,
    );
  const document = parseDocument(readFileSync(path, "utf8"));
  const [error] = document.errors;
  if (error) throw new Explained(`${path} is not YAML: ${error.message}`);
  const content: unknown = document.toJS();
  const given = isMap(content) ? content.environments : undefined;
  const others = isMap(content) ? Object.keys(content).filter((key) => key !== "environments") : [];
  const problems = others.map((key) => `the key ${key} is unknown; the only key is environments`);
  if (!Array.isArray(given) || given.length === 0) {
    problems.push(
      `environments is ${show(given)}; it must be a list with at least one environment, such as:\n\n${EXAMPLE}`,
    );
    throw refusal(problems);
  }
  const entries: readonly unknown[] = given;
  const found = entries.map((entry, at) => readEntry(entry, at, problems));
  const stacks = entries.map((entry) => (isMap(entry) ? entry.stack : undefined));
  const files = stacksIn(folder);
  const { guardRailsIn, stackNameProblem } = existsSync(join(folder, "rehearse.config.ts"))
    ? loadConfig(folder)
    : {};
  stacks.forEach((stack, at) => {
    if (typeof stack !== "string" || !STACK.test(stack)) return;
    const name = stackNameProblem?.(projectName(folder), stack);
    if (name !== undefined) problems.push(`environments[${at}].stack is ${stack}; it must be ${name}`);
    if (stacks.indexOf(stack) !== at)
      problems.push(`environments[${at}].stack is ${stack}, a second time; list each stack once`);
    else if (RESERVED.test(stack))
      problems.push(
        `environments[${at}].stack is ${stack}, which the stacks of pull requests use; choose another name`,
      );
    else if (!files.includes(stack))
      problems.push(
        `environments[${at}].stack is ${stack}, but there is no Pulumi.${stack}.yaml; create it, for example from ` +
          `Pulumi.${files[0] ?? "STACK"}.yaml, or remove the entry`,
      );
    else if (guardRailsIn !== undefined) {
      const set = guardRailsIn(readStackConfig(folder, stack).config, projectName(folder));
      const listed = found[at]?.guardRails;
      if (set !== undefined && listed !== undefined && set !== listed)
        problems.push(
          `environments[${at}].guardRails is ${listed}, but Pulumi.${stack}.yaml sets ${set}; make both the same`,
        );
    }
  });
  if (problems.length > 0) throw refusal(problems);
  return found.flatMap((entry) => entry ?? []);
}

/** Finds an environment by its stack. @throws Explained that lists the environments. */
export function findEnvironment(environments: readonly Environment[], stack: string): Environment {
  const found = environments.find((each) => each.stack === stack);
  if (found !== undefined) return found;
  const stacks = environments.map((each) => each.stack).join(", ");
  throw new Explained(
    `There is no environment ${stack} in ${environmentsFile}; the environments are: ${stacks}`,
  );
}

/**
 * How the names of an environment's repository variables end, such as STAGING_EU for staging-eu. They have no hyphens:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function variableSuffix(stack: string): string {
  return stack.toUpperCase().replaceAll("-", "_");
}

function readEntry(entry: unknown, at: number, problems: string[]): Environment | undefined {
  const where = `environments[${at}]`;
  if (!isMap(entry)) {
    problems.push(`${where} is ${show(entry)}; it must be a map such as ${LINE}`);
    return undefined;
  }
  for (const key of Object.keys(entry).filter((name) => !(name in KEYS)))
    problems.push(`${where}.${key} is unknown; the keys are ${Object.keys(KEYS).join(", ")}`);
  for (const [key, { allowed, accepts }] of Object.entries(KEYS)) {
    const value = entry[key];
    if (value === undefined && key === "runner") continue;
    if (typeof value !== "string" || !accepts(value))
      problems.push(`${where}.${key} is ${show(value)}; it must be ${allowed}`);
  }
  const { stack, guardRails, approval, runner } = entry;
  if (typeof stack !== "string" || !isOneOf(GUARD_RAILS, guardRails) || !isOneOf(APPROVALS, approval))
    return undefined;
  return { stack, guardRails, approval, runner: typeof runner === "string" ? runner : undefined };
}

const LINE = "{ stack: dev, guardRails: development, approval: none }";
const EXAMPLE = `environments:\n  - ${LINE}`;

function refusal(problems: readonly string[]): Explained {
  return new Explained(
    `${environmentsFile} has problems:\n${problems.map((each) => `  ${each}`).join("\n")}`,
  );
}

function show(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOneOf<T extends string>(values: readonly T[], value: unknown): value is T {
  return values.some((each) => each === value);
}
