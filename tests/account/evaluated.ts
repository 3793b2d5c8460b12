import { newCloud } from "@groundwork/rehearse/cloud";
import type { Cloud } from "@groundwork/rehearse/cloud/cloud";
import { type Evaluation, evaluate } from "@groundwork/rehearse/cloud/evaluation";
import bootstrap from "../../account";
import { partitionOf } from "../../settings/partition";

const SETTINGS = {
  accountId: "111122223333",
  region: "us-east-1",
  recoveryRegion: "",
  namePrefix: "groundwork",
  repository: "octo-org/garden",
  repositoryIds: "123456/456789",
  githubProvider: "create",
  deployedFromMain: '["dev"]',
  deployedFromEnvironment: '["prod", "review"]',
  alarmAddress: "money@example.com",
  monthlyBudgetUsd: "500",
  oldVersionDays: "90",
  accessLogDays: "365",
  imagesKept: "500",
  pullingAccounts: '["444455556666"]',
  notificationTopicArn: "",
  breakGlassPrincipals: "[]",
  stateProtection: "on",
};

/** Settings of the account by key, as the engine passes them: text or JSON. */
export type AccountSettings = Readonly<Partial<typeof SETTINGS>>;

/** Evaluates the program of the account with these changes of its settings. */
export function evaluatedAccount(
  changes: AccountSettings = {},
  cloud: Cloud = newCloud(),
): Promise<Evaluation> {
  const { region } = { ...SETTINGS, ...changes };
  const notificationTopicArn = `arn:${partitionOf(region)}:sns:${region}:111122223333:deployments`;
  const config = Object.fromEntries(
    Object.entries({ ...SETTINGS, notificationTopicArn, ...changes }).map(([key, value]) => [
      `groundwork-bootstrap:${key}`,
      value,
    ]),
  );
  return evaluate({
    program: () => bootstrap(),
    cloud,
    project: "groundwork-bootstrap",
    stack: "main",
    config,
  });
}
