/** Limits of the names of project and stack. They are part of most names in AWS (autonaming in Pulumi.yaml). */
import { text } from "./values";

export const STACK_ALLOWED =
  "at most 20 lower-case letters, digits and hyphens, beginning with a letter: it is part of names in AWS";

/** The name of a stack of the platform. */
export const stackName = text(/^[a-z](-?[a-z0-9]){0,19}$/, STACK_ALLOWED);

/** Lower case, because the project's name is part of the names of an ECR repository and a bucket. */
const PROJECT_NAME = /^[a-z][a-z0-9-]{1,18}[a-z0-9]$/;

/**
 * Maximum total length of the names of project and stack. The longest name that the stack's program generates is that of the role
 * `PROJECT-STACK-alerting-alertmanager-1a2b3c4`, and IAM allows 64 characters.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const MAX_TOGETHER = 64 - "--alerting-alertmanager-1a2b3c4".length;

/**
 * The longest name of an application: that of its role is PROJECT-STACK-NAME-1a2b3c4. Kubernetes allows 52 characters for scheduled
 * jobs. https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export const maxNameLength = (project: string, stack: string): number =>
  Math.min(52, 64 - project.length - stack.length - "---1a2b3c4".length);

/**
 * The longest name of an application with a bucket, PROJECT-STACK-files-NAME-1a2b3c4.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export const maxBucketNameLength = (project: string, stack: string): number =>
  63 - project.length - stack.length - "--files--1a2b3c4".length;

/** Describes the allowed names of a project. Undefined if the name is valid. */
export function projectNameProblem(project: string): string | undefined {
  return PROJECT_NAME.test(project)
    ? undefined
    : "3 to 20 lower-case letters, digits and hyphens, beginning with a letter: `name` in Pulumi.yaml is part of names in AWS";
}

/** Describes the allowed names of a stack in this project. Undefined if the name is valid. */
export function stackNameProblem(project: string, stack: string): string | undefined {
  if (!stackName.safeParse(stack).success) return STACK_ALLOWED;
  return project.length + stack.length > MAX_TOGETHER
    ? `at most ${MAX_TOGETHER - project.length} characters: with the project's name, ${project}, at most ${MAX_TOGETHER}`
    : undefined;
}
