import type * as aws from "@pulumi/aws";
import { behaves } from "../behaviour";
import { arn, tagsAll } from "./common";
import { key } from "./kms";

export const resources = {
  "aws:cloudwatch/logGroup:LogGroup": behaves<aws.cloudwatch.LogGroup, aws.cloudwatch.LogGroupArgs>({
    autoName: { property: "name", maxLength: 512 },
    unique: ["name"],
    replaceOn: ["name"],
    id: ({ inputs }) => String(inputs.name),
    references: { kmsKeyId: key },
    outputs: { arn: arn("logs", ({ inputs }) => `log-group:${inputs.name}`), tagsAll },
    seconds: { create: 2, delete: 1 },
  }),
};
