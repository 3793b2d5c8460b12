/** Whose credentials these are, and whether the stack belongs to their account. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import { z } from "zod";
import type { Aws } from "../aws/client";
import { AwsRefusal, Unreachable } from "../aws/errors";
import { readPages } from "../aws/read";
import { type Finding, ok, problem } from "../finding";
import type { Needs } from "../needs";

export interface Identity {
  readonly account: string;
  readonly arn: string;
}

/** @throws Explained without valid credentials, or if AWS cannot be reached */
export async function identify(aws: Aws): Promise<Identity> {
  const operation = "sts:GetCallerIdentity";
  try {
    const pages = await aws.pages(operation);
    const [identity] = readPages(operation, pages, z.object({ Account: z.string(), Arn: z.string() }));
    return { account: identity?.Account ?? "", arn: identity?.Arn ?? "" };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Explained(`${explain(error)}\n${reason}\nNothing was asked.`, { cause: error });
  }
}

function explain(error: unknown): string {
  if (error instanceof Unreachable)
    return "AWS cannot be reached. Check the network, and AWS_ENDPOINT_URL if it is set.";
  if (error instanceof AwsRefusal)
    return "AWS does not accept these credentials. Sign in again; `aws sts get-caller-identity` must show your identity.";
  if (error instanceof Error && /^(CredentialsProviderError|TokenProviderError)$/.test(error.name))
    return "There are no AWS credentials. Sign in (`aws sso login`), or set AWS_PROFILE, and try again.";
  throw error;
}

/**
 * Compares the account with those that the stack names. Permissions boundaries and connections can only be in the account of the
 * resources that use them.
 */
export function checkAccount({ account, arn }: Identity, needs: Needs, file: string): Finding {
  const named = [...needs.boundaries, ...needs.connections].flatMap(({ id }) => {
    const owner = id.split(":")[4] ?? "";
    return owner === account ? [] : [{ id, owner }];
  });
  const asked = `Account of region ${needs.region}`;
  const [other] = named;
  if (other === undefined) return ok(asked, `${account}, as ${arn}`);
  return problem(
    asked,
    `your credentials are of ${account} (${arn}), and ${other.id} is in ${other.owner}`,
    `Set AWS_PROFILE to a profile of ${other.owner}, or change the lines marked EDIT in ${file}. Nothing else was asked.`,
  );
}
