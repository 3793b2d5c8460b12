/** The checks before anything is created. */
import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { readableAws } from "../aws-errors";
import { accountConfig } from "./config";
import type { Target } from "./options";

/** The identity of the credentials. */
export interface Caller {
  readonly accountId: string;
  readonly arn: string;
  /** The region of the shell; undefined if none is set. */
  readonly region: string | undefined;
}

/**
 * Gets the identity of the shell's credentials.
 *
 * @throws Explained if there are none, or they have expired, or if the shell's region does not exist.
 */
export async function whoCalls(): Promise<Caller> {
  const region = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || undefined;
  const allowed = region === undefined ? undefined : accountConfig().problem("region", region);
  if (allowed !== undefined) {
    const name = process.env.AWS_REGION ? "AWS_REGION" : "AWS_DEFAULT_REGION";
    throw new Explained(`${name} is ${region}; it must be ${allowed}\nNothing was changed.`);
  }
  // The response is the same in every region, but the client needs one.
  const client = new STSClient({ region: region ?? "us-east-1" });
  const { Account, Arn } = await readableAws("Getting the identity of your credentials", () =>
    client.send(new GetCallerIdentityCommand({})),
  );
  if (Account === undefined) throw new Explained("AWS did not return the account of these credentials.");
  return { accountId: Account, arn: Arn ?? "", region };
}

/** @throws Explained if the account or the shell's region differ from the settings. */
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
 * Whether the state bucket exists and belongs to the account. Bucket names are shared by all of AWS.
 *
 * @throws Explained if another account owns the name, or the identity may not read the bucket.
 */
export async function bucketExists({ bucket, region, accountId }: Target): Promise<boolean> {
  // Path style if another endpoint is set, because a simulated S3 has no host names for buckets.
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
        `The bucket name ${bucket} is used by another AWS account, or your identity may not read it (s3:ListBucket). ` +
          "If it is not your bucket, choose another name with --name-prefix, such as your company's name. " +
          "Nothing was changed.",
        { cause: error },
      );
    }
  });
}
