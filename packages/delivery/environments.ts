/** The environments as the workflows of GitHub Actions read them. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import { type Environment, variableSuffix } from "@groundwork/rehearse/project/environments";

/** GitHub's own runner. */
const DEFAULT_RUNNER = "ubuntu-24.04";

/** The places of deploy.yml: the jobs that deploy one environment each, in their order. */
export const PLACES = ["first", "second", "third", "fourth", "fifth", "sixth"] as const;

/** An environment in a matrix or an output of a job. Expressions read its keys. */
interface WorkflowEnvironment {
  readonly stack: string;
  readonly guardRails: Environment["guardRails"];
  readonly approval: Environment["approval"];
  readonly runner: string;
  /** How the names of the environment's repository variables end, such as STAGING_EU in RUNNER_STAGING_EU. */
  readonly variable: string;
}

export function workflowEnvironment({ runner, ...environment }: Environment): WorkflowEnvironment {
  return {
    ...environment,
    runner: runner ?? DEFAULT_RUNNER,
    variable: variableSuffix(environment.stack),
  };
}

/** The environments by place in deploy.yml. */
export interface Stages {
  /** Deployed while CI is running. Null if the first environment has production guard rails: it waits for CI. */
  readonly first: WorkflowEnvironment | null;
  /** Deployed one after the other, when CI has passed. */
  readonly others: readonly WorkflowEnvironment[];
}

/** @throws Explained if deploy.yml has too few places */
export function stagesOf(environments: readonly Environment[]): Stages {
  const all = environments.map(workflowEnvironment);
  const early = all[0]?.guardRails === "development" ? all[0] : undefined;
  const others = early === undefined ? all : all.slice(1);
  if (others.length >= PLACES.length)
    throw new Explained(
      `environments.yaml has ${all.length} environments, and deploy.yml has ${PLACES.length} places, of which the place first is only ` +
        "for an environment with development guard rails. Add a place: copy the last one in deploy.yml, and add its name to PLACES in " +
        "packages/delivery/environments.ts.",
    );
  return { first: early ?? null, others };
}
