/** The settings of copies in another region, which are those of the stack that takes over there (docs/region-lost.md). */
import { partitionOf } from "./partition";
import { region } from "./region";
import type { Values } from "./schema";
import { text } from "./values";

/** A key and not an alias: RDS reports the key, and the provider would replace the copies. */
export const recoveryKeyArn = text(
  /^$|^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-z0-9-]{1,100}$/,
  '"", or the ARN of a KMS key in another region, such as arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab; `pulumi stack output dataKeyArn` of the stack in that region prints it',
);

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const recoveryPhotoBucket = text(
  /^$|^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  '"", or the name of a bucket in the region of recoveryKeyArn, such as groundwork-standby-photos-1a2b3c4; `pulumi stack output photoBucket` of the stack in that region prints it',
);

const regionOf = (keyArn: string): string => keyArn.split(":")[3] ?? "";

/** Why a key is not one of another region in the same partition: what is allowed. */
export function recoveryKeyProblem(
  values: Pick<Values, "recoveryKeyArn" | "region" | "databaseBackupRetentionDays">,
): string | undefined {
  const { recoveryKeyArn: arn, region: own, databaseBackupRetentionDays: days } = values;
  if (arn === "") return undefined;
  const there = regionOf(arn);
  if (!region.safeParse(there).success) return `a key in a region that exists; ${there} is none`;
  if (there === own) return `a key in another region than ${own}, in which the stack is`;
  if (arn.split(":")[1] !== partitionOf(own) || partitionOf(there) !== partitionOf(own))
    return `a key in the partition ${partitionOf(own)}, to which ${own} belongs: RDS and S3 copy within one partition`;
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/AutomatedBackups.Replicating.Enable.html
  return days === 0 ? '"" while databaseBackupRetentionDays is 0: there are no backups to copy' : undefined;
}

/** Why a bucket for copies does not fit to the other settings: what is allowed. */
export function recoveryBucketProblem(
  values: Pick<Values, "recoveryPhotoBucket" | "recoveryKeyArn" | "gallery">,
): string | undefined {
  const { recoveryPhotoBucket: bucket, recoveryKeyArn: key, gallery } = values;
  if (bucket === "") return undefined;
  if (key === "") return '"" while recoveryKeyArn is empty: the copies are encrypted with that key';
  return gallery === "off" ? '"" while gallery is off: there are no photos' : undefined;
}

/** Where backups and photos are copied to. Undefined: nowhere. */
export function recoveryOf(values: Pick<Values, "recoveryKeyArn" | "recoveryPhotoBucket">) {
  const { recoveryKeyArn: keyArn, recoveryPhotoBucket: bucketName } = values;
  if (keyArn === "") return undefined;
  const target = { region: regionOf(keyArn), keyArn };
  return {
    /** Region and key of the copies of the database's backups. */
    backups: target,
    /** Bucket of the copies of photos. Undefined: they are not copied. */
    photos: bucketName === "" ? undefined : { ...target, bucketName },
  };
}
