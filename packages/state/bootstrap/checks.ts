/** What must hold before anything is created. */
import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { readableAws } from "../aws-errors";
import type { Target } from "./options";

/** Whose credentials these are. */
export interface Caller {
  readonly accountId: string;
  readonly arn: string;
  /** The region that the shell points to; undefined when it points to none. */
  readonly region: string | undefined;
}

/** Asks AWS whose credentials the shell has. @throws Explained when it has none, or they have expired. */
export async function whoCalls(): Promise<Caller> {
  const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  // The answer is the same everywhere; a region is only needed to ask.
  const client = new STSClient({ region: region ?? "us-east-1" });
  const { Account, Arn } = await readableAws("Asking AWS who you are", () =>
    client.send(new GetCallerIdentityCommand({})),
  );
  if (Account === undefined)
    throw new Explained("AWS does not say which account these credentials belong to.");
  return { accountId: Account, arn: Arn ?? "", region };
}

/** @throws Explained when the credentials or the shell's region are not those of the settings. */
export function checkCaller(
  { accountId, arn, region }: Caller,
  target: Pick<Target, "accountId" | "region">,
): void {
  if (accountId !== target.accountId) {
    throw new Explained(
      `These credentials are of account ${accountId} (${arn}), and the settings are for ${target.accountId}. ` +
        "Set AWS_PROFILE to a profile of that account, or use --stack NAME for another account. Nothing was changed.",
    );
  }
  if (region !== undefined && region !== target.region) {
    throw new Explained(
      `AWS_REGION is ${region}, and the settings are for ${target.region}. ` +
        `Set AWS_REGION=${target.region}, or unset it. Nothing was changed.`,
    );
  }
}

/**
 * Whether the state bucket is there and belongs to the account. Bucket names are shared by all of AWS.
 *
 * @throws Explained when somebody else has the name, or nothing may be known of it.
 */
export async function bucketExists({ bucket, region, accountId }: Target): Promise<boolean> {
  // Path style, where another address is set, because a stand-in for S3 has no names of hosts for buckets.
  const client = new S3Client({ region, forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
  return readableAws(`Looking for the bucket ${bucket}`, async () => {
    try {
      await client.send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: accountId }));
      return true;
    } catch (error) {
      const { httpStatusCode }: Readonly<Record<string, unknown>> = Object(Object(error).$metadata);
      if (httpStatusCode === 404) return false;
      if (httpStatusCode !== 403 && httpStatusCode !== 301) throw error;
      throw new Explained(
        `The bucket name ${bucket} is taken by somebody else, or your identity may not see it (s3:ListBucket). ` +
          "If it is not yours, set namePrefix in the settings to another one, such as your company's name. " +
          "Nothing was changed.",
        { cause: error },
      );
    }
  });
}
