import type * as aws from "@pulumi/aws";
import { fixed } from "../billing";
import { defineType, type NewSubject, type Plain } from "../resource-type";
import { arn, ownId, tagsAll } from "./common";
import { lettersOf, uuidOf } from "./ids";
import { key } from "./kms";

export const resources = {
  "aws:secretsmanager/secret:Secret": defineType<aws.secretsmanager.Secret, aws.secretsmanager.SecretArgs>({
    autoName: { property: "name", maxLength: 512 },
    unique: ["name"],
    replaceOn: ["name", "type"],
    // Without a window, the provider passes 30 days: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
    keepsName: ({ inputs }) => inputs.recoveryWindowInDays !== 0,
    id: arn(
      "secretsmanager",
      ({ inputs, hex }: NewSubject<Plain<aws.secretsmanager.SecretArgs>>) =>
        `secret:${inputs.name}-${lettersOf(hex(64), 6)}`,
    ),
    references: { kmsKeyId: key },
    outputs: {
      arn: ownId,
      tagsAll,
    },
    seconds: { create: 2, delete: 1 },
    price: () => [fixed("Secrets Manager secret", 1)],
  }),

  "aws:secretsmanager/secretVersion:SecretVersion": defineType<
    aws.secretsmanager.SecretVersion,
    aws.secretsmanager.SecretVersionArgs
  >({
    replaceOn: ["secretId", "secretString", "secretBinary"],
    references: { secretId: { type: "aws:secretsmanager/secret:Secret" } },
    id: ({ inputs, hex }) => `${inputs.secretId}|${uuidOf(hex(64))}`,
    outputs: {
      arn: ({ inputs }) => inputs.secretId,
      secretArn: ({ inputs }) => inputs.secretId,
      hasSecretStringWo: () => false,
      versionId: ({ id }) => id.split("|")[1],
    },
    secrets: ["secretString", "secretBinary"],
    seconds: { create: 1, delete: 1 },
    price: { partOf: "aws:secretsmanager/secret:Secret" },
  }),
};
