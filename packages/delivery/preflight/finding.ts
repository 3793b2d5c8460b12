/** The result of one question to the account. */
import { AwsRefusal, UnknownAnswer, Unreachable } from "./aws/errors";

export interface Finding {
  /** What was asked, such as "Zone us-east-1a". */
  readonly asked: string;
  /**
   * `ok`: an update can use it. `warning`: it can, but not for long or not with everything. `problem`: an update would fail.
   * `not asked`: AWS gave no answer.
   */
  readonly result: "ok" | "warning" | "problem" | "not asked";
  /** What AWS answered. */
  readonly found: string;
  /** What to do. Empty if it is ok. */
  readonly advice: string;
}

export const ok = (asked: string, found: string): Finding => ({ asked, result: "ok", found, advice: "" });

export const warning = (asked: string, found: string, advice: string): Finding => ({
  asked,
  result: "warning",
  found,
  advice,
});

export const problem = (asked: string, found: string, advice: string): Finding => ({
  asked,
  result: "problem",
  found,
  advice,
});

/**
 * Asks, and describes a call without an answer as a finding.
 *
 * @param asked what is asked, if AWS gives no answer
 */
export async function asking(
  asked: string,
  ask: () => Promise<Finding | readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return [await ask()].flat();
  } catch (error) {
    if (error instanceof AwsRefusal) return [notAsked(asked, error.message, adviceFor(error))];
    if (error instanceof UnknownAnswer)
      return [notAsked(asked, error.message, "Check AWS_ENDPOINT_URL if it is set, and proxies.")];
    if (error instanceof Unreachable)
      return [
        notAsked(
          asked,
          error.message,
          "Check the network, AWS_ENDPOINT_URL if it is set, and https://health.aws.amazon.com/health/status. Then run the preflight again.",
        ),
      ];
    throw error;
  }
}

const notAsked = (asked: string, found: string, advice: string): Finding => ({
  asked,
  result: "not asked",
  found,
  advice,
});

function adviceFor({ denied, credentials, operation, code }: AwsRefusal): string {
  if (denied)
    return `Allow ${operation} for your identity. For a role of the pipeline, run \`npx --no groundwork bootstrap\` again.`;
  if (credentials)
    return "Sign in again. If `aws sts get-caller-identity` works, the region may not be enabled for the account.";
  return `AWS answered ${code} to ${operation}. Run the preflight again; if the error stays, look it up in the service's documentation.`;
}

/** Whether AWS answered that something does not exist. */
export function isMissing(error: unknown): error is AwsRefusal {
  return error instanceof AwsRefusal && /^(NoSuch\w*|\w*NotFound(Exception|Fault)?)$/.test(error.code);
}
