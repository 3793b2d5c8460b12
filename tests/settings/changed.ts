import { readStackConfig } from "@groundwork/rehearse/project/files";
import * as pulumi from "@pulumi/pulumi";
import { readSettings, SettingsError } from "../../settings";
import { testProject, testProjectName } from "../project/test-project";

export const ADMIN = "arn:aws:iam::111122223333:role/platform-admin";

/** The settings of a stack in tests/stacks/, with some keys changed. */
export function settings(changes: Record<string, unknown> = {}, stack = "dev") {
  const { config, secretKeys } = readStackConfig(testProject, stack);
  for (const [key, value] of Object.entries(changes)) {
    config[`${testProjectName}:${key}`] = typeof value === "object" ? JSON.stringify(value) : String(value);
  }
  pulumi.runtime.setAllConfig(config, secretKeys);
  return readSettings(new pulumi.Config(testProjectName), stack);
}

/** The problems of the changed settings, one text `key: what is allowed` each. */
export function problems(changes: Record<string, unknown>, stack = "dev"): readonly string[] {
  try {
    settings(changes, stack);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems.map(({ key, allowed }) => `${key}: ${allowed}`);
    throw error;
  }
}
