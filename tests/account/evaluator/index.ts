/** Sends requests to the evaluator, which runs in a separate process. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type * as aws from "@pulumi/aws";
import { evaluatorFolder } from "./install";

/** Condition keys and their values in the request. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

interface Named {
  readonly name: string;
  readonly policy: aws.iam.PolicyDocument;
}

/** A request to AWS, and the policies that apply to it. */
interface PolicyRequest {
  readonly request: {
    /** ARN of the principal. */
    readonly principal: string;
    /** Such as `s3:GetObject`. */
    readonly action: string;
    readonly resource: { readonly resource: string; readonly accountId: string };
    readonly contextVariables: Context;
  };
  readonly identityPolicies: readonly Named[];
  readonly permissionBoundaryPolicies?: readonly Named[];
  readonly resourcePolicy?: aws.iam.PolicyDocument;
}

export interface Evaluator {
  /** @throws Error when a policy or the request is malformed, or a condition key would be ignored. */
  decide(request: PolicyRequest): Promise<"allowed" | "denied">;
  stop(): Promise<void>;
}

/** Starts the evaluator, and installs it if it is missing. */
export function startEvaluator(): Evaluator {
  const command = [require.resolve("tsx/cli"), join(__dirname, "worker.ts"), evaluatorFolder()];
  const child = spawn(process.execPath, command, { stdio: ["pipe", "pipe", "inherit"] });
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  void ended.then(() => {
    for (const { reject } of waiting) reject(new Error("the evaluator of policies ended"));
  });
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.resolve(line));
  return {
    async decide(request) {
      const line = new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }));
      const everything = { ...request, serviceControlPolicies: [], resourceControlPolicies: [] };
      child.stdin.write(`${known(JSON.stringify(everything))}\n`);
      const { decision, problem }: { decision?: "allowed" | "denied"; problem?: string } = JSON.parse(
        await line,
      );
      if (decision === undefined)
        throw new Error(`${request.request.action} on ${request.request.resource.resource}: ${problem}`);
      return decision;
    },
    stop() {
      child.stdin.end();
      return ended;
    },
  };
}

/**
 * The evaluator ignores condition keys that it does not know: the claims of GitHub's tokens, and KMS's encryption
 * context. Policies and requests are therefore both rewritten to keys that it knows; the compared values stay the
 * same.
 */
function known(text: string): string {
  const github = "token.actions.githubusercontent.com";
  return text
    .replaceAll(`"${github}:ref"`, '"accounts.google.com:oaud"')
    .replaceAll(`"${github}:`, '"accounts.google.com:')
    .replaceAll('"kms:EncryptionContext:stack"', '"aws:PrincipalTag/encryption-context-stack"')
    .replaceAll('"kms:EncryptionContext:aws:sns:topicArn"', '"aws:PrincipalTag/encryption-context-topic"');
}
