/** Credentials of a role that the caller assumes. */
import { userInfo } from "node:os";
import type { EKSClientConfig } from "@aws-sdk/client-eks";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { readableAws } from "@groundwork/state/aws-errors";

/** @throws Explained if the text is not the ARN of a role */
export function checkRole(arn: string): string {
  if (/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,600}$/.test(arn)) return arn;
  throw new Explained(
    `--role is ${arn}; it must be the ARN of a role, such as arn:aws:iam::111122223333:role/groundwork-break-glass-prod`,
  );
}

/**
 * Assumes the role again whenever its credentials expire (after an hour), so that the endpoint can be closed after a long
 * incident. The session is named after the user, and CloudTrail records the name.
 */
export function credentialsOf(RoleArn: string, region: string): NonNullable<EKSClientConfig["credentials"]> {
  const client = new STSClient({ region });
  return () =>
    readableAws(`Assuming ${RoleArn}`, async () => {
      const { Credentials } = await client.send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName: sessionName(), DurationSeconds: 3600 }),
      );
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
      if (AccessKeyId === undefined || SecretAccessKey === undefined || Expiration === undefined)
        throw new Error(`STS returned no credentials of ${RoleArn}`);
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        expiration: Expiration,
        ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
      };
    });
}

function sessionName(): string {
  return `groundwork-shell-${userInfo().username}`.replaceAll(/[^\w+=,.@-]/g, "-").slice(0, 64);
}
