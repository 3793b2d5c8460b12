/** Validates a stack's config against a schema and reports all problems together. */
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { findNearest, type Problem, SettingsError } from "./problems";
import { acceptEarlierNames, type Renamed } from "./renamed";

/** A violation of a rule: the key (and the index in its list), and what is allowed there, given the other settings. */
export type RuleViolation = { readonly path: readonly PropertyKey[]; readonly allowed: string };

/**
 * Reads all keys in the config's namespace.
 *
 * @param file the config file that the error message names
 * @param findRuleViolations checks the rules that involve several keys, given the valid values
 * @param known problems found elsewhere, reported together with the others
 * @param renamed settings that had another name, which still works
 * @throws SettingsError that lists all problems: values that are not allowed, unknown keys, and violated rules.
 */
export function readConfig<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  config: pulumi.Config,
  file: string,
  findRuleViolations: (values: Partial<z.output<z.ZodObject<S>>>) => readonly RuleViolation[],
  known: readonly Problem[] = [],
  renamed: readonly Renamed[] = [],
): z.output<z.ZodObject<S>> {
  const { given, problems: earlier } = acceptEarlierNames(readNamespace(config), config.name, renamed);
  const result = schema.safeParse(given);
  const issues = result.error?.issues ?? [];

  // A rule is checked if the keys that it needs are valid, even if other keys are not.
  const unreadable = new Set(
    issues.flatMap((issue) => ("keys" in issue ? issue.keys : issue.path.slice(0, 1))),
  );
  const readable = Object.entries(given).filter(([key]) => !unreadable.has(key));
  const values = schema.partial().safeParse(Object.fromEntries(readable)).data ?? {};

  const problems: Problem[] = [
    ...issues.map(({ path, message }) => ({ path, allowed: message })),
    ...findRuleViolations(values),
  ].map(({ path, allowed }) => ({ key: formatKey(config, path), given: getValue(given, path), allowed }));
  for (const key of Object.keys(given).filter((name) => !(name in schema.shape))) {
    const suggestion = findNearest(key, Object.keys(schema.shape));
    const allowed = `only keys that Pulumi.yaml defines; did you mean ${suggestion}?`;
    problems.push({ key: formatKey(config, [key]), allowed });
  }
  problems.push(...earlier, ...known);
  if (!result.success || problems.length > 0) throw new SettingsError(problems, file);
  return result.data;
}

/** Reads the namespace's keys and values. Pulumi passes values as text, and lists and maps as JSON. */
function readNamespace(config: pulumi.Config): Record<string, string> {
  const prefix = `${config.name}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/** Formats a path as `groundwork:clusterAdmins[1]` or `groundwork:tags.owner`. */
function formatKey(config: pulumi.Config, [key, ...inside]: readonly PropertyKey[]): string {
  const steps = inside.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`));
  return `${config.name}:${String(key)}${steps.join("")}`;
}

function getValue(given: Record<string, string>, [key, ...inside]: readonly PropertyKey[]): unknown {
  const source = given[String(key)];
  if (source === undefined || inside.length === 0) return source;
  return inside.reduce<unknown>((value, step) => Object(value)[step], JSON.parse(source));
}
