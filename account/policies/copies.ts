/** Permissions for copies in a second region, which belong to the stack that takes over there (docs/region-lost.md). */
import type * as aws from "@pulumi/aws";
import { copyingActions } from "./calls";
import { buildArn, buildHost, getBucketArns, getRoleArns, regionsOf, type Scope } from "./scope";

/** S3 assumes the role that copies photos. */
export const COPYING_SERVICE = "s3.amazonaws.com";

/**
 * What a deploy role does for copies, in addition to what stacks without copies need. Empty without a second region.
 *
 * RDS uses the key of the other stack by a grant:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
 */
export function allowCopies(scope: Scope, stack: string): aws.iam.PolicyStatement[] {
  if (scope.recoveryRegion === undefined) return [];
  const actions = copyingActions();
  const of = (service: string) => actions.filter((action) => action.startsWith(`${service}:`));
  return [
    {
      Sid: "CopyBackups",
      Effect: "Allow",
      Action: of("rds"),
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": regionsOf(scope) } },
    },
    {
      Sid: "CopiedBackups",
      Effect: "Allow",
      Action: "kms:CreateGrant",
      Resource: buildArn(scope, "kms", "key/*"),
      Condition: {
        StringEquals: {
          "aws:ResourceTag/project": scope.project,
          "kms:ViaService": buildHost(scope, "rds"),
        },
      },
    },
    { Sid: "CopyPhotos", Effect: "Allow", Action: of("s3"), Resource: getBucketArns(scope, stack) },
    {
      Sid: "PassCopyingRole",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: getRoleArns(scope, stack),
      Condition: { StringEquals: { "iam:PassedToService": COPYING_SERVICE } },
    },
  ];
}

/**
 * The bounds of what copies backups and photos, in few characters. The policies of the roles name the keys and the bucket: see above,
 * and infra/object-copies.ts.
 */
export function boundCopies(scope: Scope): aws.iam.PolicyStatement[] {
  if (scope.recoveryRegion === undefined) return [];
  return [
    {
      Effect: "Allow",
      Action: ["kms:CreateGrant", "kms:Encrypt", "s3:Replicate*"],
      Resource: [
        buildArn(scope, "kms", "key/*"),
        `arn:${scope.partition}:s3:::${scope.project}-*-photos-*/*`,
      ],
    },
  ];
}
