/** What to do about what the engine, or AWS through it, said. */

import { Explained } from "@groundwork/rehearse/errors/explained";
import { OperationFailed } from "@groundwork/rehearse/lifecycle/operations";
import { CommandError } from "@pulumi/pulumi/automation";

const AGAIN = "Then run `npx --no groundwork bootstrap` again: it goes on from here.";

/** Does a part of bootstrap. @throws Explained with the engine's words and what to do, when the engine fails. */
export async function advised<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OperationFailed || error instanceof CommandError)) throw error;
    const said = error instanceof OperationFailed ? error.message : errorsIn(error.message);
    throw new Explained(`${said}\n\n${adviceOn(said)}`, { cause: error });
  }
}

/** The lines that the engine marks as errors, each once; a command that fails says them twice, among others. */
function errorsIn(message: string): string {
  const lines = [...message.matchAll(/^\s*error: (.*)$/gm)].map(([, line = ""]) => line);
  return lines.length === 0 ? message.trim() : [...new Set(lines)].join("\n");
}

function adviceOn(said: string): string {
  if (/AccessDenied|not authorized|UnauthorizedOperation/i.test(said)) {
    return `Your identity lacks a permission: AWS names the action above. Bootstrap needs an administrator. ${AGAIN}`;
  }
  if (/openIdConnectProvider/i.test(said) && /exist|taken/i.test(said)) {
    return `The account has an identity provider for GitHub: set githubProvider to existing in the settings. ${AGAIN}`;
  }
  if (/BucketAlreadyExists|bucket is already taken/i.test(said)) {
    return `The bucket's name belongs to somebody else: set namePrefix to another one. ${AGAIN}`;
  }
  return `Put right what is said above. ${AGAIN}`;
}
