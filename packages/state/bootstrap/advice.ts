/** Advice for errors of the engine and of AWS. */

import { Explained } from "@groundwork/rehearse/errors/explained";
import { OperationFailed } from "@groundwork/rehearse/lifecycle/operations";
import { EngineCommandFailed } from "@groundwork/rehearse/lifecycle/unselected";
import { CommandError } from "@pulumi/pulumi/automation";

const AGAIN = "Then run `npx --no groundwork bootstrap` again: it continues from here.";

const failures = [OperationFailed, CommandError, EngineCommandFailed];

/** Runs a part of bootstrap. @throws Explained with the engine's errors and advice if the engine fails. */
export async function advised<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!failures.some((failure) => error instanceof failure) || !(error instanceof Error)) throw error;
    const message = error instanceof CommandError ? errorsIn(error.message) : error.message;
    throw new Explained(`${message}\n\n${adviceOn(message)}`, { cause: error });
  }
}

/** The engine's error lines, without duplicates: a failed command prints each of them twice. */
function errorsIn(message: string): string {
  const lines = [...message.matchAll(/^\s*error: (.*)$/gm)].map(([, line = ""]) => line);
  return lines.length === 0 ? message.trim() : [...new Set(lines)].join("\n");
}

function adviceOn(message: string): string {
  if (/AccessDenied|not authorized|UnauthorizedOperation/i.test(message)) {
    return `Your identity lacks the permission for the action above. Bootstrap needs an administrator. ${AGAIN}`;
  }
  if (/openIdConnectProvider/i.test(message) && /exist|taken/i.test(message)) {
    return `The account already has an identity provider for GitHub: set githubProvider to existing in the settings. ${AGAIN}`;
  }
  if (/BucketAlreadyExists|bucket is already taken/i.test(message)) {
    return `The bucket's name is used by another AWS account: choose another name with --name-prefix. ${AGAIN}`;
  }
  return `Fix the error above. ${AGAIN}`;
}
