/**
 * Permissions for the state bucket and its keys, limited to the states of some stacks. A stack is a name or a pattern such as
 * `pr-*`; stack names cannot contain wildcards.
 */
import type * as aws from "@pulumi/aws";
import type { Scope } from "./scope";

/**
 * Allows reading the stacks' states and decrypting their secrets.
 * Keys in the bucket: https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/store.go
 */
export function readState(scope: Scope, stacks: readonly string[]): aws.iam.PolicyStatement[] {
  const { bucket, under } = getBucketArns(scope);
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
      Resource: [under("meta.yaml"), ...stacks.flatMap((stack) => listObjects(scope, stack))],
    },
    { Sid: "DecryptStates", ...allowKeyThroughS3(scope, ["kms:Decrypt"]) },
    { Sid: "DecryptSecrets", ...allowSecretsOf(scope, stacks, ["kms:Decrypt"]) },
  ];
}

/** Allows reading and writing one stack's state, and encrypting and decrypting its secrets. */
export function manageState(scope: Scope, stack: string): aws.iam.PolicyStatement[] {
  const { bucket, under } = getBucketArns(scope);
  return [
    {
      Sid: "ListStates",
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:GetBucketLocation"],
      Resource: bucket,
    },
    { Sid: "ReadMeta", Effect: "Allow", Action: "s3:GetObject", Resource: under("meta.yaml") },
    {
      Sid: "OwnState",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      Resource: listObjects(scope, stack),
    },
    { Sid: "StateKey", ...allowKeyThroughS3(scope, ["kms:Decrypt", "kms:GenerateDataKey"]) },
    { Sid: "OwnSecrets", ...allowSecretsOf(scope, [stack], ["kms:Decrypt", "kms:Encrypt"]) },
  ];
}

function getBucketArns({ partition, stateBucket }: Scope) {
  const bucket = `arn:${partition}:s3:::${stateBucket}`;
  return { bucket, under: (key: string) => `${bucket}/.pulumi/${key}` };
}

/** Lists the objects of a stack. The dot and the slashes ensure that `dev` does not match `dev2`. */
function listObjects(scope: Scope, stack: string): string[] {
  const { under } = getBucketArns(scope);
  const name = `${scope.project}/${stack}`;
  return [
    under(`stacks/${name}.*`),
    under(`history/${name}/*`),
    under(`backups/${name}/*`),
    under(`locks/organization/${name}/*`),
  ];
}

function allowKeyThroughS3({ stateKeyArn, region }: Scope, Action: string[]): aws.iam.PolicyStatement {
  const Condition = { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } };
  return { Effect: "Allow", Action, Resource: stateKeyArn, Condition };
}

function allowSecretsOf(scope: Scope, stacks: readonly string[], Action: string[]): aws.iam.PolicyStatement {
  const Condition = { StringLike: { "kms:EncryptionContext:stack": [...stacks] } };
  return { Effect: "Allow", Action, Resource: scope.secretsKeyArn, Condition };
}
