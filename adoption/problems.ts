/** Checks an adopter's answers with the schema and the rules of the settings. */
import type { AnswerProblem, Answers } from "@groundwork/delivery/adoption/config";
import * as pulumi from "@pulumi/pulumi";
import { settingProblem } from "../account/settings";
import { readSettings, SettingsError } from "../settings";
import { projectNameProblem, stackNameProblem } from "../settings/names";
import { findRuleViolations } from "../settings/rules";
import { schema, type Values } from "../settings/schema";
import { SWITCHES } from "./settings";

type Key = keyof Values;

/** The setting that contains an answer. */
const SETTINGS = {
  region: "region",
  zones: "availabilityZones",
  administrators: "clusterAdmins",
  domain: "galleryHost",
  hostedZone: "galleryHostedZoneId",
  repository: "pipelineRunnerRepository",
  alertEmails: "alertEmails",
  apiAccess: "clusterPublicAccessCidrs",
  connection: "pipelineRunnerConnectionArn",
} as const satisfies Partial<Record<keyof Answers, Key>>;

const ANSWERS = Object.entries(SETTINGS) as readonly [keyof typeof SETTINGS, Key][];

/** Stacks of pull requests, whose files git ignores. */
const PULL_REQUEST = /^(review|pr-\d+)$/;

/** All answers that are not allowed. */
export function answerProblems(answers: Answers): readonly AnswerProblem[] {
  const problems: AnswerProblem[] = [];
  const add = (answer: keyof Answers, given: string, allowed: string | undefined) => {
    if (allowed !== undefined) problems.push({ answer, given, allowed });
  };
  add("project", answers.project, projectNameProblem(answers.project));
  add("account", answers.account, settingProblem("accountId", answers.account));
  add("repository", answers.repository, settingProblem("repository", answers.repository));
  const values: Partial<Record<Key, unknown>> = {};
  for (const [answer, key] of ANSWERS) {
    const value = answers[answer];
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const result = schema.shape[key].safeParse(text);
    if (result.success) values[key] = result.data;
    for (const { path, message } of result.error?.issues ?? [])
      if (answer !== "repository") add(answer, entryOf(value, path), message);
  }
  // The connection is completed by hand if there is no answer.
  if (answers.connection === "") delete values.pipelineRunnerConnectionArn;
  for (const { path, allowed } of findRuleViolations(values as Partial<Values>)) {
    const [answer] = ANSWERS.find(([, key]) => key === path[0]) ?? [];
    if (answer !== undefined) add(answer, entryOf(answers[answer], path.slice(1)), allowed);
  }
  for (const key of SWITCHES)
    if (answers[key] === "off" && !(key in schema.shape))
      add(key, "off", `on: this version has no setting ${key}`);
  problems.push(...environmentProblems(answers), ...networkProblems(answers));
  return problems;
}

function environmentProblems(answers: Answers): readonly AnswerProblem[] {
  const { environments, project, gallery, domain } = answers;
  const stacks = environments.map(({ stack }) => stack);
  const problem = (given: string, allowed: string): AnswerProblem => ({
    answer: "environments",
    given,
    allowed,
  });
  const problems = stacks.flatMap((stack, at) => {
    const name = stackNameProblem(project, stack);
    if (name !== undefined) return problem(stack, name);
    if (PULL_REQUEST.test(stack))
      return problem(stack, "another name: stacks of pull requests have this one");
    return stacks.indexOf(stack) === at ? [] : problem(stack, "a name that no other environment has");
  });
  if (stacks.length === 0) problems.push(problem("none", "at least one environment"));
  const production = environments.find(({ guardRails }) => guardRails === "production");
  if (production !== undefined && gallery === "on" && domain === "")
    problems.push({
      answer: "domain",
      given: "",
      allowed: `the DNS name of the gallery: the policies require HTTPS in ${production.stack}, which has production guard rails`,
    });
  return problems;
}

function networkProblems({ networks, environments }: Answers): readonly AnswerProblem[] {
  return Object.keys(networks).flatMap((stack) =>
    environments.some((each) => each.stack === stack)
      ? []
      : {
          answer: "networks" as const,
          given: stack,
          allowed: `one of the environments: ${environments.map((each) => each.stack).join(", ")}`,
        },
  );
}

/** The part of an answer that a path leads to. */
function entryOf(value: unknown, path: readonly PropertyKey[]): string {
  const part = path.reduce<unknown>((inside, step) => Reflect.get(Object(inside), step), value);
  return typeof part === "string" ? part : JSON.stringify(part);
}

/** Describes the values of a stack's config that the program would reject. */
export function stackProblems(
  project: string,
  stack: string,
  config: Readonly<Record<string, string>>,
): readonly string[] {
  pulumi.runtime.setAllConfig({ ...config });
  try {
    readSettings(new pulumi.Config(project), stack, project);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map(
      ({ key, given, allowed }) =>
        `${key} in Pulumi.${stack}.yaml is ${given === undefined ? "unknown" : JSON.stringify(given)}; it must be ${allowed}`,
    );
  }
}
