import type * as aws from "@pulumi/aws";
import { usage } from "../../cost/usage";
import { fixed, used } from "../billing";
import { defineType } from "../resource-type";
import { arn, tagsAll } from "./common";
import { key } from "./kms";
import { topic } from "./sns";

// CloudWatch does not ask whether a topic exists.
const action = { ...topic, mayBeMissing: true };

export const resources = {
  "aws:cloudwatch/logGroup:LogGroup": defineType<aws.cloudwatch.LogGroup, aws.cloudwatch.LogGroupArgs>({
    autoName: { property: "name", maxLength: 512 },
    unique: ["name"],
    replaceOn: ["name"],
    importId: ({ name }) => name,
    references: { kmsKeyId: key },
    outputs: { arn: arn("logs", ({ inputs }) => `log-group:${inputs.name}`), tagsAll },
    summary: ["retentionInDays"],
    seconds: { create: 2, delete: 1 },
    price: ({ inputs }) => {
      // Compressed to about a seventh: https://aws.amazon.com/cloudwatch/pricing/ counts 0.15 for it.
      const months = Number(inputs.retentionInDays) / 30;
      return [
        used("CloudWatch Logs, taken in", usage.logGb),
        used("CloudWatch Logs, kept", usage.logGb * months * 0.15),
      ];
    },
  }),

  "aws:cloudwatch/metricAlarm:MetricAlarm": defineType<
    aws.cloudwatch.MetricAlarm,
    aws.cloudwatch.MetricAlarmArgs
  >({
    autoName: { property: "name", maxLength: 255 },
    unique: ["name"],
    replaceOn: ["name"],
    importId: ({ name }) => name,
    references: { "alarmActions[]": action, "insufficientDataActions[]": action, "okActions[]": action },
    defaults: { evaluateLowSampleCountPercentiles: () => "" },
    outputs: { arn: arn("cloudwatch", ({ inputs }) => `alarm:${inputs.name}`), tagsAll },
    seconds: { create: 1, delete: 1 },
    price: () => [fixed("CloudWatch alarm", 1)],
  }),
};
