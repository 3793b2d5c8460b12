/** Limits of the names of project and stack. Pulumi.yaml's autonaming pattern makes them a part of most names in AWS. */
import { text } from "./values";

const STACK_ALLOWED =
  "at most 20 lower-case letters, digits and hyphens, beginning with a letter: it is part of names in AWS";

/** The name of a stack of the platform. */
export const stackName = text(/^[a-z](-?[a-z0-9]){0,19}$/, STACK_ALLOWED);

/** A registry's repository and a bucket are named after the project, and allow no capitals. */
const PROJECT_NAME = /^[a-z][a-z0-9-]{1,18}[a-z0-9]$/;

/**
 * The most characters of project and stack together. The longest name that the stack's program generates is that of the role
 * `PROJECT-STACK-alerting-alertmanager-1a2b3c4`, and IAM allows 64 characters.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const MAX_TOGETHER = 64 - "--alerting-alertmanager-1a2b3c4".length;

/** Returns what a project's name must be, or undefined if it is that. */
export function projectNameProblem(project: string): string | undefined {
  return PROJECT_NAME.test(project)
    ? undefined
    : "3 to 20 lower-case letters, digits and hyphens, beginning with a letter: `name` in Pulumi.yaml is part of names in AWS";
}

/** Returns what a stack's name must be in this project, or undefined if it is that. */
export function stackNameProblem(project: string, stack: string): string | undefined {
  if (!stackName.safeParse(stack).success) return STACK_ALLOWED;
  return project.length + stack.length > MAX_TOGETHER
    ? `at most ${MAX_TOGETHER - project.length} characters: with the project's name, ${project}, at most ${MAX_TOGETHER}`
    : undefined;
}
