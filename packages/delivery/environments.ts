/** The environments as the workflows of GitHub Actions read them. */
import { type Environment, variableSuffix } from "@groundwork/rehearse/project/environments";

/** GitHub's own runner. */
const DEFAULT_RUNNER = "ubuntu-24.04";

/** An environment in a matrix or an output of a job. Expressions read its keys. */
export interface WorkflowEnvironment {
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
