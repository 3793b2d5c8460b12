/**
 * What one needs of state bucket and keys to read or to write the states of some stacks, and of no others. Stacks are
 * given by name, or by a pattern such as `pr-*`: their names hold no wildcard of their own.
 */
import type * as aws from "@pulumi/aws";
import type { Scope } from "./scope";

/**
 * To read the stacks' states and decrypt their secrets.
 * Keys in the bucket: https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/store.go
 */
export function readState(scope: Scope, stacks: readonly string[]): aws.iam.PolicyStatement[] {
  const { bucket, under } = keys(scope);
  return [
    {
      Sid: "ListStates",
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:GetBucketLocation"],
      Resource: bucket,
    },
    {
      Sid: "ReadStates",
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: [under("meta.yaml"), ...stacks.flatMap((stack) => ofStack(scope, stack))],
    },
    { Sid: "DecryptStates", ...throughS3(scope, ["kms:Decrypt"]) },
    { Sid: "DecryptSecrets", ...secretsOf(scope, stacks, ["kms:Decrypt"]) },
  ];
}

/** To write one stack's state besides. */
export function writeState(scope: Scope, stack: string): aws.iam.PolicyStatement[] {
  return [
    {
      Sid: "WriteState",
      Effect: "Allow",
      Action: ["s3:PutObject", "s3:DeleteObject"],
      Resource: ofStack(scope, stack),
    },
    { Sid: "EncryptState", ...throughS3(scope, ["kms:GenerateDataKey"]) },
    { Sid: "EncryptSecrets", ...secretsOf(scope, [stack], ["kms:Encrypt"]) },
  ];
}

function keys({ partition, stateBucket }: Scope) {
  const bucket = `arn:${partition}:s3:::${stateBucket}`;
  return { bucket, under: (key: string) => `${bucket}/.pulumi/${key}` };
}

/** The dot and the slash keep `dev` apart from `dev2`. */
function ofStack(scope: Scope, stack: string): string[] {
  const { under } = keys(scope);
  const name = `${scope.project}/${stack}`;
  return [
    under(`stacks/${name}.*`),
    under(`history/${name}/*`),
    under(`backups/${name}/*`),
    under(`locks/organization/${name}/*`),
  ];
}

function throughS3({ stateKeyArn, region }: Scope, Action: string[]): aws.iam.PolicyStatement {
  const Condition = { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } };
  return { Effect: "Allow", Action, Resource: stateKeyArn, Condition };
}

function secretsOf(scope: Scope, stacks: readonly string[], Action: string[]): aws.iam.PolicyStatement {
  const Condition = { StringLike: { "kms:EncryptionContext:stack": [...stacks] } };
  return { Effect: "Allow", Action, Resource: scope.secretsKeyArn, Condition };
}
