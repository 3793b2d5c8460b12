import type * as aws from "@pulumi/aws";
import { fixed } from "../billing";
import { defineType } from "../resource-type";
import { arn, tagsAll } from "./common";
import { key } from "./kms";

export const resources = {
  "aws:secretsmanager/secret:Secret": defineType<aws.secretsmanager.Secret, aws.secretsmanager.SecretArgs>({
    autoName: { property: "name", maxLength: 512 },
    unique: ["name"],
    replaceOn: ["name", "type"],
    // Without a window, the provider passes 30 days: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
    keepsName: ({ inputs }) => inputs.recoveryWindowInDays !== 0,
    id: ({ name, inputs, cloud }) =>
      `arn:aws:secretsmanager:${cloud.account.region}:${cloud.account.id}:secret:${inputs.name}-${name.length}aBcDe`,
    references: { kmsKeyId: key },
    outputs: {
      arn: ({ id }) => id,
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
    outputs: {
      arn: ({ inputs }) => inputs.secretId,
      secretArn: ({ inputs }) => inputs.secretId,
      hasSecretStringWo: () => false,
      versionId: arn("secretsmanager", ({ id }) => id),
    },
    secrets: ["secretString", "secretBinary"],
    seconds: { create: 1, delete: 1 },
    price: { partOf: "aws:secretsmanager/secret:Secret" },
  }),
};
