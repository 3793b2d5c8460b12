/** Reads a stack's config against a schema: every problem at once, each with what was given and what is allowed. */
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { nearest, type Problem, SettingsError } from "./problems";

/** Where a rule is broken (a key, and the entry of its list), and what is allowed there, given the other settings. */
export type Broken = { readonly path: readonly PropertyKey[]; readonly allowed: string };

/**
 * The values of all keys of the config's namespace.
 *
 * @param file the file to edit, as the user knows it
 * @param brokenRules what is wrong between keys, given the values that could be read
 * @param known problems found elsewhere, to be told with the others
 * @throws SettingsError with all problems at once: values that are not allowed, keys that do not exist, rules broken.
 */
export function readConfig<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  config: pulumi.Config,
  file: string,
  brokenRules: (values: Partial<z.output<z.ZodObject<S>>>) => readonly Broken[],
  known: readonly Problem[] = [],
): z.output<z.ZodObject<S>> {
  const given = configOf(config);
  const result = schema.safeParse(given);
  const issues = result.error?.issues ?? [];

  // A rule is checked as soon as the keys it needs can be read, whatever is wrong with others.
  const unreadable = new Set(
    issues.flatMap((issue) => ("keys" in issue ? issue.keys : issue.path.slice(0, 1))),
  );
  const readable = Object.entries(given).filter(([key]) => !unreadable.has(key));
  const values = schema.partial().safeParse(Object.fromEntries(readable)).data ?? {};

  const problems: Problem[] = [
    ...issues.map(({ path, message }) => ({ path, allowed: message })),
    ...brokenRules(values),
  ].map(({ path, allowed }) => ({ key: nameOf(config, path), given: valueAt(given, path), allowed }));
  for (const key of Object.keys(given).filter((name) => !(name in schema.shape))) {
    const suggestion = nearest(key, Object.keys(schema.shape));
    problems.push({ key: nameOf(config, [key]), allowed: `only keys in Pulumi.yaml; is it ${suggestion}?` });
  }
  problems.push(...known);
  if (!result.success || problems.length > 0) throw new SettingsError(problems, file);
  return result.data;
}

/** The keys in the namespace, and their values as Pulumi hands them over: text, or JSON for lists and maps. */
function configOf(config: pulumi.Config): Record<string, string> {
  const prefix = `${config.name}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/** `groundwork:clusterAdmins[1]`, `groundwork:tags.owner` */
function nameOf(config: pulumi.Config, [key, ...inside]: readonly PropertyKey[]): string {
  const steps = inside.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`));
  return `${config.name}:${String(key)}${steps.join("")}`;
}

function valueAt(given: Record<string, string>, [key, ...inside]: readonly PropertyKey[]): unknown {
  const source = given[String(key)];
  if (source === undefined || inside.length === 0) return source;
  return inside.reduce<unknown>((value, step) => Object(value)[step], JSON.parse(source));
}
