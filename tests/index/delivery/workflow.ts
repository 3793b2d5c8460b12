/** Runs a workflow as GitHub Actions does, as far as a delivery depends on it: order, conditions, approvals, queues. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { parse } from "yaml";
import { z } from "zod";

const text = z.string();
const jobSchema = z.object({
  needs: z.union([text.transform((one) => [one]), z.array(text)]).default([]),
  if: text.default(""),
  environment: text.optional(),
  concurrency: z
    .object({ group: text, "cancel-in-progress": z.literal(false), queue: z.literal("max") })
    .optional(),
  steps: z.array(z.object({ run: text.optional(), if: text.optional() })).default([]),
});
const workflowSchema = z.object({ jobs: z.record(text, jobSchema) });
export type Workflow = z.output<typeof workflowSchema>;

/** The result of a job, as in `needs.JOB.result`. */
export type Result = "success" | "failure" | "skipped";

/** The functions that the simulated workflow calls. */
export interface WorkflowServices {
  /** Runs `groundwork COMMAND ARGUMENTS`; false for another exit status than 0. */
  readonly run: (script: string, args: readonly string[], job: string) => Promise<boolean>;
  /** Waits for the reviewers of an environment; false if they reject. */
  readonly approve: (environment: string) => Promise<boolean>;
  /** By name, for the variables in shell lines. */
  readonly env: Readonly<Record<string, string>>;
}

/** Reads one of the repository's workflows. */
function readWorkflow(name: string): Workflow {
  return workflowSchema.parse(parse(readFileSync(join(projectFolder, ".github", "workflows", name), "utf8")));
}

/** The only condition of a step that depends on the environment. */
const inDevelopment = "matrix.environment.guardRails == 'development'";

/**
 * deploy.yml with the jobs of deploy-stack.yml in its places, as GitHub runs them for the list of the tests: dev, without an
 * approval, in the first place, and prod, with one, in the second. The other places are empty.
 */
export function readDelivery(): Workflow {
  const { first, second, outcome, ...others } = readWorkflow("deploy.yml").jobs;
  const { direct, preview, approved } = readWorkflow("deploy-stack.yml").jobs;
  if (!first || !second || !outcome || !direct || !preview || !approved)
    throw new Error("deploy.yml has no places, or deploy-stack.yml has other jobs");
  const places = ["third", "fourth", "fifth", "sixth"];
  const kept = Object.entries(others).filter(([id]) => !places.includes(id));
  const named = (needs: readonly string[]) =>
    needs.filter((id) => !places.includes(id)).map((id) => ({ first: "dev", second: "prod" })[id] ?? id);
  return {
    jobs: {
      ...Object.fromEntries(kept),
      dev: inPlace(direct, "dev", named(first.needs)),
      approval: inPlace(preview, "prod", named(second.needs)),
      prod: inPlace(approved, "prod", [...named(second.needs), "approval"]),
      outcome: { ...outcome, needs: named(outcome.needs) },
    },
  };
}

/** A job of deploy-stack.yml for a stack. */
function inPlace(job: Workflow["jobs"][string], stack: string, needs: string[]): Workflow["jobs"][string] {
  const { environment, concurrency, steps } = job;
  const name = (given: string) => given.replaceAll(/\$\{\{ matrix\.environment\.stack \}\}/g, stack);
  return {
    if: "",
    needs,
    environment: environment && name(environment),
    concurrency: concurrency && { ...concurrency, group: name(concurrency.group) },
    steps: steps
      .filter((step) => step.if !== inDevelopment || stack === "dev")
      .map(({ run, ...step }) => ({ ...step, run: run?.replaceAll(/"\$STACK"|\$STACK\b/g, stack) })),
  };
}

/** The conditions of jobs that hold in a configured repository, and those that do not. */
const conditions: Readonly<Record<string, boolean>> = {
  "": true,
  "vars.AWS_ROLE_IMAGE != '' && github.ref == 'refs/heads/main'": true,
  "vars.AWS_ROLE_IMAGE == ''": false,
  "always() && vars.AWS_ROLE_IMAGE != ''": true,
};

/**
 * The groups of `concurrency`, shared by all runs: with `queue: max`, each job waits for the previous ones, and none
 * is dropped.
 */
export class Queues {
  private readonly last = new Map<string, Promise<unknown>>();

  inTurn<T>(group: string | undefined, work: () => Promise<T>): Promise<T> {
    if (group === undefined) return work();
    const turn = (this.last.get(group) ?? Promise.resolve()).then(work);
    this.last.set(
      group,
      turn.catch(() => undefined),
    );
    return turn;
  }
}

/** Simulates one run, and returns the result of each job. */
export async function runWorkflow(
  { jobs }: Workflow,
  services: WorkflowServices,
  queues = new Queues(),
): Promise<Readonly<Record<string, Result>>> {
  const results = new Map<string, Promise<Result>>();
  const start = (id: string): Promise<Result> => {
    const known = results.get(id);
    if (known) return known;
    const result = runJob(id);
    results.set(id, result);
    return result;
  };
  const runJob = async (id: string): Promise<Result> => {
    const job = jobs[id];
    if (!job) throw new Error(`a job needs ${id}, which does not exist`);
    const met = conditions[job.if];
    if (met === undefined) throw new Error(`this test does not support the condition of ${id}: ${job.if}`);
    const before = await Promise.all(job.needs.map(start));
    if (!met || !(job.if.startsWith("always()") || before.every((result) => result === "success")))
      return "skipped";
    if (job.environment !== undefined && !(await services.approve(job.environment))) return "failure";
    return queues.inTurn(job.concurrency?.group, async () => {
      for (const [script, args] of commandsOf(job.steps, services.env))
        if (!(await services.run(script, args, id))) return "failure";
      return "success";
    });
  };
  const entries = Object.keys(jobs).map(async (id) => [id, await start(id)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Every command `groundwork` of the steps, in their order, with its arguments. */
function commandsOf(
  steps: Workflow["jobs"][string]["steps"],
  env: WorkflowServices["env"],
): readonly (readonly [command: string, args: readonly string[]])[] {
  return steps.flatMap(({ run = "" }) =>
    [...run.matchAll(/^\s*npx --no groundwork (image build|\S+)([^|\n]*)/gm)].map(
      ([, command = "", args = ""]) => {
        const words = args.trim().split(/\s+/).filter(Boolean);
        return [command, words.map((word) => expanded(word, env))] as const;
      },
    ),
  );
}

function expanded(word: string, env: WorkflowServices["env"]): string {
  const name = /^"?\$\{?(\w+)\}?"?$/.exec(word)?.[1];
  if (name === undefined) return word;
  const value = env[name];
  if (value === undefined) throw new Error(`the workflow uses $${name}, which this test does not define`);
  return value;
}
