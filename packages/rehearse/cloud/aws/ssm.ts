import type * as aws from "@pulumi/aws";
import { defineType } from "../resource-type";
import { arn, tagsAll } from "./common";
import { key } from "./kms";

export const resources = {
  "aws:ssm/parameter:Parameter": defineType<aws.ssm.Parameter, aws.ssm.ParameterArgs>({
    autoName: { property: "name", maxLength: 1011 },
    unique: ["name"],
    replaceOn: ["name", "dataType"],
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
    replaceWhen: { tier: (earlier, later) => earlier === "Advanced" && later === "Standard" },
    importId: ({ name }) => name,
    references: { keyId: { ...key, except: (value) => !value.startsWith("arn:") } },
    defaults: {
      arn: arn("ssm", ({ inputs }) => `parameter/${String(inputs.name).replace(/^\//, "")}`),
      dataType: () => "text",
      tier: () => "Standard",
    },
    outputs: {
      hasValueWo: () => false,
      tagsAll,
      version: () => 1,
    },
    volatile: ["version"],
    secrets: ["value", "insecureValue", "valueWo"],
    seconds: { create: 1, delete: 1 },
    // Standard parameters are free.
    price: ({ inputs }) =>
      inputs.tier === "Advanced"
        ? { notPriced: "advanced SSM parameters: https://aws.amazon.com/systems-manager/pricing/" }
        : [],
  }),
};
