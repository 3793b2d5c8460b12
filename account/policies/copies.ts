/** Permissions for copies in a second region, which belong to the stack that takes over there (docs/region-lost.md). */
import type * as aws from "@pulumi/aws";
import { dnsSuffixOf } from "../../settings/partition";
import type { Scope } from "./scope";

/**
 * Allows a deploy role to copy backups with the key of another stack in the second region. RDS uses the key by a grant.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
 */
export function allowCopies({
  recoveryRegion: region,
  project,
  partition,
  accountId,
}: Scope): aws.iam.PolicyStatement[] {
  if (region === undefined) return [];
  return [
    {
      Sid: "CopiedBackups",
      Effect: "Allow",
      Action: "kms:CreateGrant",
      Resource: `arn:${partition}:kms:${region}:${accountId}:key/*`,
      Condition: {
        StringEquals: {
          "aws:ResourceTag/project": project,
          "kms:ViaService": `rds.${region}.${dnsSuffixOf(region)}`,
        },
      },
    },
  ];
}

/**
 * The bounds of what copies backups and photos, in few characters. The policies of the roles name the keys and the bucket: see above,
 * and infra/object-copies.ts.
 */
export function boundCopies({
  recoveryRegion: region,
  project,
  partition,
  accountId,
}: Scope): aws.iam.PolicyStatement[] {
  if (region === undefined) return [];
  return [
    {
      Effect: "Allow",
      Action: ["kms:CreateGrant", "kms:Encrypt", "s3:Replicate*"],
      Resource: [
        `arn:${partition}:kms:${region}:${accountId}:key/*`,
        `arn:${partition}:s3:::${project}-*-photos-*/*`,
      ],
    },
  ];
}
