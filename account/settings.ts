/** Settings of the account stack. Pulumi.yaml documents their meaning; this file defines the allowed values. */
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { projectNameProblem, STACK_ALLOWED, stackName, stackNameProblem } from "../settings/names";
import { partitionOf, partitionProblem } from "../settings/partition";
import { type RuleViolation, readConfig } from "../settings/read";
import { region } from "../settings/region";
import { integer, list, oneOf, principal, text } from "../settings/values";
import { LIST, withListed } from "./environments";
import { PROJECT, REVIEW } from "./names";

const accountIdSchema = text(/^\d{12}$/, 'a 12-digit account id in quotes, such as "111122223333"');
/** The names of stacks, or the entry that stands for those in environments.yaml. */
const environments = (approval: "none" | "required") =>
  list(
    z
      .string()
      .refine((name) => name === LIST || stackName.safeParse(name).success, `${STACK_ALLOWED}; or ${LIST}`),
    `a list of stack names, such as [dev], or [${LIST}]`,
    { max: 8 },
  ).transform((names) => withListed(names, approval));

/** Bucket names contain it, the account id and the region, and have at most 63 characters. */
const prefix = /^$|^[a-z][a-z0-9-]{1,18}[a-z0-9]$/;

/** Every key and its allowed values. */
const schema = z.object({
  accountId: accountIdSchema,
  region,
  recoveryRegion: z.union([z.literal(""), region], {
    error: '"", or another AWS region of the same partition, such as eu-central-1',
  }),
  namePrefix: text(
    prefix,
    '"" for the name of the project, or 3 to 20 lower-case letters, digits and hyphens',
  ),
  // https://docs.github.com/en/get-started/learning-about-github/types-of-github-accounts
  repository: text(
    /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[\w.-]{1,100}$/,
    "OWNER/NAME of a GitHub repository, without https:// and without .git",
  ),
  repositoryIds: text(/^$|^\d+\/\d+$/, '"", or OWNER_ID/REPOSITORY_ID, such as 123456/456789'),
  githubProvider: oneOf(["create", "existing"]),
  deployedFromMain: environments("none"),
  deployedFromEnvironment: environments("required"),
  alarmAddress: text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an e-mail address"),
  monthlyBudgetUsd: integer(1, 1_000_000, "US dollars"),
  oldVersionDays: integer(7, 3650, "days"),
  accessLogDays: integer(30, 3650, "days"),
  imagesKept: integer(20, 10_000),
  pullingAccounts: list(accountIdSchema, "a list of account ids in quotes", { max: 50 }),
  notificationTopicArn: text(
    // A FIFO topic has the suffix .fifo, requires a group for each message, and cannot send e-mail.
    /^$|^arn:aws[a-z-]*:sns:[a-z]+(-[a-z0-9]+)+:\d{12}:[A-Za-z0-9_-]{1,256}$/,
    '"", or the ARN of an SNS topic that is not FIFO, such as arn:aws:sns:us-east-1:111122223333:deployments',
  ),
  breakGlassPrincipals: list(principal, "a list of ARNs of IAM roles or users, or []", { max: 10 }),
  stateProtection: oneOf(["on", "off"]),
});

export type BootstrapSettings = z.output<typeof schema>;

/**
 * Describes the allowed values of a setting. Undefined if the value is valid.
 *
 * @public rehearse.config.ts loads it when a command needs it.
 */
export function settingProblem(key: string, value: string): string | undefined {
  const [, allowed] = Object.entries(schema.shape).find(([name]) => name === key) ?? [];
  return allowed?.safeParse(value).error?.issues[0]?.message;
}

/**
 * Reads the settings from the stack's config.
 *
 * @throws SettingsError that lists all problems.
 */
export function readBootstrapSettings(config = new pulumi.Config()): BootstrapSettings {
  const project = projectNameProblem(PROJECT);
  const names = project ? [{ key: "the project's name", given: PROJECT, allowed: project }] : [];
  const rules = (values: Partial<BootstrapSettings>) => {
    const { deployedFromMain = [], deployedFromEnvironment = [], breakGlassPrincipals = [], region } = values;
    const foreign = breakGlassPrincipals.flatMap((arn, at) => {
      const allowed = region === undefined ? undefined : partitionProblem(arn, region);
      return allowed === undefined ? [] : [{ path: ["breakGlassPrincipals", at], allowed }];
    });
    const duplicates = deployedFromEnvironment.flatMap((name, at) => {
      const allowed = "environments that are not in deployedFromMain";
      return deployedFromMain.includes(name) ? [{ path: ["deployedFromEnvironment", at], allowed }] : [];
    });
    const review = deployedFromMain.flatMap((name, at) => {
      const allowed = `any environment except ${REVIEW}, which belongs in deployedFromEnvironment`;
      return name === REVIEW ? [{ path: ["deployedFromMain", at], allowed }] : [];
    });
    return [
      ...findWrongRecovery(values),
      ...findTopicElsewhere(values),
      ...duplicates,
      ...foreign,
      ...review,
      ...findLongNames("deployedFromMain", deployedFromMain),
      ...findLongNames("deployedFromEnvironment", deployedFromEnvironment),
    ];
  };
  return readConfig(schema, config, `account/Pulumi.${pulumi.getStack()}.yaml`, rules, names);
}

/** Rejects a region for copies in which they do not survive the first one, or to which AWS does not copy. */
function findWrongRecovery({
  region = "",
  recoveryRegion = "",
}: Partial<BootstrapSettings>): RuleViolation[] {
  if (region === "" || recoveryRegion === "") return [];
  const partition = partitionOf(region);
  if (recoveryRegion !== region && partitionOf(recoveryRegion) === partition) return [];
  const allowed = `"", or a region of the partition ${partition} that is not ${region}`;
  return [{ path: ["recoveryRegion"], allowed }];
}

/** Rejects a topic in another partition of AWS, whose ARN IAM does not accept in a policy. */
function findTopicElsewhere(values: Partial<BootstrapSettings>): RuleViolation[] {
  const { notificationTopicArn: topic = "", region = "" } = values;
  const partition = partitionOf(region);
  if (topic === "" || region === "" || topic.split(":")[1] === partition) return [];
  const allowed = `the ARN of a topic in the partition ${partition}, to which the region ${region} belongs`;
  return [{ path: ["notificationTopicArn"], allowed }];
}

/** Rejects stack names that the program of the stack would reject. */
function findLongNames(key: keyof BootstrapSettings, environments: readonly string[]): RuleViolation[] {
  return environments.flatMap((name, at) => {
    const allowed = stackNameProblem(PROJECT, name === REVIEW ? LONGEST_REVIEW : name);
    return allowed === undefined ? [] : [{ path: [key, at], allowed }];
  });
}

/** The stack of a pull request with five digits. */
const LONGEST_REVIEW = "pr-99999";
