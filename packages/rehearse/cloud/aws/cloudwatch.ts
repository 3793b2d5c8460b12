import type * as aws from "@pulumi/aws";
import { behaves } from "../behaviour";
import { arn, tagsAll } from "./common";
import { key } from "./kms";
import { topic } from "./sns";

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

  "aws:cloudwatch/metricAlarm:MetricAlarm": behaves<
    aws.cloudwatch.MetricAlarm,
    aws.cloudwatch.MetricAlarmArgs
  >({
    autoName: { property: "name", maxLength: 255 },
    unique: ["name"],
    replaceOn: ["name"],
    id: ({ inputs }) => String(inputs.name),
    references: { "alarmActions[]": topic, "okActions[]": topic },
    defaults: { evaluateLowSampleCountPercentiles: () => "" },
    outputs: { arn: arn("cloudwatch", ({ inputs }) => `alarm:${inputs.name}`), tagsAll },
    seconds: { create: 1, delete: 1 },
  }),
};
