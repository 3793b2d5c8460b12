/** Parses the workflows and actions of .github for tests. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { parse } from "yaml";
import { z } from "zod";
import { groundworkLines } from "./command-lines";

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const stepSchema = z.object({
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  if: text.optional(),
  with: z.record(z.string(), text).default({}),
  env: z.record(z.string(), text).default({}),
});

const concurrencySchema = z.object({
  group: z.string(),
  "cancel-in-progress": text,
  queue: z.string().optional(),
});

const jobSchema = z.object({
  name: z.string(),
  if: text.optional(),
  needs: z.union([z.string().transform((job) => [job]), z.array(z.string())]).default([]),
  "runs-on": z.string().optional(),
  "timeout-minutes": z.number().optional(),
  permissions: z.record(z.string(), z.string()).optional(),
  environment: z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]).optional(),
  concurrency: concurrencySchema.optional(),
  env: z.record(z.string(), text).default({}),
  /** Expressions of a matrix, by name. */
  strategy: z.object({ matrix: z.record(z.string(), z.unknown()) }).optional(),
  /** A called workflow, and its inputs. */
  uses: z.string().optional(),
  with: z.record(z.string(), text).default({}),
  steps: z.array(stepSchema).default([]),
});

const workflowSchema = z.object({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  concurrency: concurrencySchema,
  jobs: z.record(z.string(), jobSchema),
});

const actionSchema = z.object({ runs: z.object({ steps: z.array(stepSchema) }) });

export type Step = z.output<typeof stepSchema>;
export type Job = z.output<typeof jobSchema>;
export type Workflow = z.output<typeof workflowSchema>;

export const github = join(projectFolder, ".github");

/** Path inside .github to content, for workflows and for actions. */
export function sources(folder: "workflows" | "actions"): ReadonlyMap<string, string> {
  const files = readdirSync(join(github, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yml"))
    .map((file) => `${folder}/${file}`);
  if (files.length === 0) throw new Error(`no YAML file in .github/${folder}`);
  return new Map(files.sort().map((file) => [file, readFileSync(join(github, file), "utf8")]));
}

/** By file name, such as "deploy.yml". */
export const workflows: ReadonlyMap<string, Workflow> = new Map(
  [...sources("workflows")].map(([file, source]) => [
    file.slice("workflows/".length),
    workflowSchema.parse(parse(source)),
  ]),
);

/** Every job, with its location: `["deploy.yml dev", job, workflow]`. */
export const jobs: readonly (readonly [string, Job, Workflow])[] = [...workflows].flatMap(
  ([file, workflow]) =>
    Object.entries(workflow.jobs).map(([id, job]) => [`${file} ${id}`, job, workflow] as const),
);

/** Every step, including those of actions, with its location. */
export const steps: readonly (readonly [string, Step])[] = [
  ...jobs.flatMap(([where, job]) => job.steps.map((step) => [where, step] as const)),
  ...[...sources("actions")].flatMap(([file, source]) =>
    actionSchema.parse(parse(source)).runs.steps.map((step) => [file, step] as const),
  ),
];

/** Whether a job runs once for each environment of environments.yaml, or for one of them. */
export function isForEachEnvironment({ strategy }: Job): boolean {
  return strategy?.matrix.environment !== undefined;
}

/** The names of jobs that call a workflow: `["deploy.yml first", …]`. */
export function callersOf(file: string): readonly string[] {
  return jobs.flatMap(([where, { uses }]) => (uses === `./.github/workflows/${file}` ? [where] : []));
}

/** The commands of `groundwork` that a step runs, each with its arguments: `["deploy", ["dev", "--gallery", …]]`. */
export function groundworkCommands({ run = "" }: Step): { script: string; args: readonly string[] }[] {
  return groundworkLines(run).map(([script = "", ...args]) => ({ script, args }));
}

/** The npm scripts that a step runs, each with its arguments: `["plan", ["dev"]]`. */
export function npmCommands({ run = "" }: Step): { script: string; args: readonly string[] }[] {
  return [
    ...run.replaceAll(/\\\n\s*/g, "").matchAll(/\bnpm (?:run (?:--silent )?)?([\w:-]+)((?: [^|;&>\n]+)?)/g),
  ]
    .filter(([, script]) => script !== "ci")
    .map(([, script = "", rest = ""]) => {
      const args = rest
        .trim()
        .split(/\s+/)
        .filter((each) => each !== "");
      return { script, args: args[0] === "--" ? args.slice(1) : args };
    });
}
