import { join } from "node:path";
import { projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import * as pulumi from "@pulumi/pulumi";
import { readSettings, SettingsError } from "../../settings";

export const FOLDER = join(__dirname, "..", "..");
export const ADMIN = "arn:aws:iam::111122223333:role/platform-admin";

/** The settings of a stack's file, with some keys changed. */
export function settings(changes: Record<string, unknown> = {}, stack = "dev") {
  const { config, secretKeys } = readStackConfig(FOLDER, stack);
  for (const [key, value] of Object.entries(changes)) {
    config[`${projectName(FOLDER)}:${key}`] =
      typeof value === "object" ? JSON.stringify(value) : String(value);
  }
  pulumi.runtime.setAllConfig(config, secretKeys);
  return readSettings(new pulumi.Config(projectName(FOLDER)), stack);
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
