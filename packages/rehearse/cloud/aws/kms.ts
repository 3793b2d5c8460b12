import type * as aws from "@pulumi/aws";
import { usage } from "../../cost/usage";
import { fixed, used } from "../billing";
import { defineType, type Reference } from "../resource-type";
import { arn, ownId, tagsAll } from "./common";
import { characterProblems, policyProblems, sizeProblems, textOf } from "./iam";
import { uuidOf } from "./ids";

/** A key by its ARN. KMS allows scheduling the deletion of a key while data is encrypted with it. */
export const key: Reference = {
  type: "aws:kms/key:Key",
  by: "arn",
  orBy: ["keyId"],
  // https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html: a service uses keys of its region.
  sameRegion: true,
  // https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id: an alias stands for its key.
  except: (value) => /(^|:)alias\//.test(value),
};

const keyIdIn = (keyArn: string): string => keyArn.split("/").at(-1) ?? "";

export const resources = {
  "aws:kms/key:Key": defineType<aws.kms.Key, aws.kms.KeyArgs>({
    replaceOn: ["keyUsage", "customerMasterKeySpec", "multiRegion"],
    id: ({ hex, inputs }) => (inputs.multiRegion ? `mrk-${hex(32)}` : uuidOf(hex(64))),
    refuse: ({ inputs: { policy } }) =>
      policy === undefined
        ? []
        : [
            ...policyProblems("policy", policy),
            ...characterProblems("policy", policy),
            // https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
            ...sizeProblems("policy", Buffer.byteLength(textOf(policy)), 32_768),
          ],
    outputs: { arn: arn("kms", ({ id }) => `key/${id}`), keyId: ownId, tagsAll },
    summary: ["description"],
    seconds: { create: 12, delete: 2 },
    price: () => [fixed("KMS key", 1), used("KMS requests", usage.kmsThousands / 10)],
  }),

  // A key of the same id and material in another region. https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
  "aws:kms/replicaKey:ReplicaKey": defineType<aws.kms.ReplicaKey, aws.kms.ReplicaKeyArgs>({
    replaceOn: ["primaryKeyArn"],
    references: { primaryKeyArn: { type: "aws:kms/key:Key", by: "arn" } },
    id: ({ inputs }) => keyIdIn(inputs.primaryKeyArn),
    refuse: ({ inputs, cloud }) => {
      const primary = cloud.find("aws:kms/key:Key", inputs.primaryKeyArn, "arn");
      const there = inputs.primaryKeyArn.split(":")[3];
      return [
        ...(primary && primary.inputs.multiRegion !== true
          ? [`primaryKeyArn ${inputs.primaryKeyArn} is no multi-Region key`]
          : []),
        ...(there === cloud.account.region
          ? [`primaryKeyArn is in ${there}; the region of a replica must be another one`]
          : []),
      ];
    },
    outputs: {
      arn: arn("kms", ({ inputs }) => `key/${keyIdIn(inputs.primaryKeyArn)}`),
      keyId: ({ inputs }) => keyIdIn(inputs.primaryKeyArn),
      keyRotationEnabled: () => true,
      keySpec: () => "SYMMETRIC_DEFAULT",
      keyUsage: () => "ENCRYPT_DECRYPT",
      tagsAll,
    },
    summary: ["description"],
    seconds: { create: 12, delete: 2 },
    price: () => [fixed("KMS key", 1), used("KMS requests", usage.kmsThousands / 10)],
  }),

  "aws:kms/alias:Alias": defineType<aws.kms.Alias, aws.kms.AliasArgs>({
    autoName: { property: "name", maxLength: 256, prefix: "alias/" },
    unique: ["name"],
    replaceOn: ["name"],
    importId: ({ name }) => name,
    references: { targetKeyId: { type: key.type, orBy: ["arn"] } },
    outputs: {
      arn: arn("kms", ({ inputs }) => String(inputs.name)),
      // The input is the id of the key or its ARN.
      targetKeyArn: ({ inputs: { targetKeyId }, cloud }) =>
        (cloud.find("aws:kms/key:Key", targetKeyId) ?? cloud.find("aws:kms/key:Key", targetKeyId, "arn"))
          ?.outputs.arn,
    },
    seconds: { create: 1, delete: 1 },
    price: { partOf: key.type },
  }),
};
