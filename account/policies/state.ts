/**
 * Permissions for the state bucket and its keys, limited to the states of given stacks. A stack is given by its name or
 * by a pattern such as `pr-*`. Stack names cannot contain wildcards.
 */
import type * as aws from "@pulumi/aws";
import { buildArn, buildHost, type Scope } from "./scope";

/**
 * Allows reading the stacks' states and decrypting their secrets.
 * Keys in the bucket: https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/store.go
 */
export function readState(scope: Scope, stacks: readonly string[]): aws.iam.PolicyStatement[] {
  const { bucket, objectArn } = getBucketArns(scope);
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
      Resource: [objectArn("meta.yaml"), ...stacks.flatMap((stack) => objectArns(scope, stack))],
    },
    { Sid: "DecryptStates", ...allowKeyThroughS3(scope, ["kms:Decrypt"]) },
    { Sid: "DecryptSecrets", ...allowSecretsOf(scope, stacks, ["kms:Decrypt"]) },
  ];
}

/** Allows reading and writing one stack's state, and encrypting and decrypting its secrets. */
export function manageState(scope: Scope, stack: string): aws.iam.PolicyStatement[] {
  const { bucket, objectArn } = getBucketArns(scope);
  return [
    {
      Sid: "ListStates",
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:GetBucketLocation"],
      Resource: bucket,
    },
    { Sid: "ReadMeta", Effect: "Allow", Action: "s3:GetObject", Resource: objectArn("meta.yaml") },
    {
      Sid: "OwnState",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      Resource: objectArns(scope, stack),
    },
    { Sid: "StateKey", ...allowKeyThroughS3(scope, ["kms:Decrypt", "kms:GenerateDataKey"]) },
    { Sid: "OwnSecrets", ...allowSecretsOf(scope, [stack], ["kms:Decrypt", "kms:Encrypt"]) },
  ];
}

function getBucketArns({ partition, stateBucket }: Scope) {
  const bucket = `arn:${partition}:s3:::${stateBucket}`;
  return { bucket, objectArn: (key: string) => `${bucket}/.pulumi/${key}` };
}

/** The ARNs of a stack's objects. The dot and the slashes ensure that `dev` does not match `dev2`. */
function objectArns(scope: Scope, stack: string): string[] {
  const { objectArn } = getBucketArns(scope);
  const name = `${scope.project}/${stack}`;
  return [
    objectArn(`stacks/${name}.*`),
    objectArn(`history/${name}/*`),
    objectArn(`backups/${name}/*`),
    objectArn(`locks/organization/${name}/*`),
  ];
}

function allowKeyThroughS3(scope: Scope, Action: string[]): aws.iam.PolicyStatement {
  const Condition = {
    StringEquals: { "kms:ViaService": buildHost({ ...scope, recoveryRegion: undefined }, "s3") },
  };
  return { Effect: "Allow", Action, Resource: scope.stateKeyArn, Condition };
}

function allowSecretsOf(scope: Scope, stacks: readonly string[], Action: string[]): aws.iam.PolicyStatement {
  const Condition = { StringLike: { "kms:EncryptionContext:stack": [...stacks] } };
  // With a second region, stacks can have the key that works in both. The encryption context is what limits the role to its stacks.
  const { secretsKeyArn, recoveryRegion } = scope;
  const Resource = recoveryRegion === undefined ? secretsKeyArn : buildArn(scope, "kms", "key/*");
  return { Effect: "Allow", Action, Resource, Condition };
}
