import type * as aws from "@pulumi/aws";
import { behaves } from "../behaviour";
import { arn, empty, tagsAll } from "./common";

export const resources = {
  "aws:sqs/queue:Queue": behaves<aws.sqs.Queue, aws.sqs.QueueArgs>({
    autoName: { property: "name", maxLength: 80 },
    unique: ["name"],
    replaceOn: ["name", "fifoQueue"],
    defaults: { policy: empty, redriveAllowPolicy: empty },
    outputs: {
      arn: arn("sqs", ({ inputs }) => String(inputs.name)),
      tagsAll,
      url: ({ inputs, cloud: { account } }) =>
        `https://sqs.${account.region}.amazonaws.com/${account.id}/${inputs.name}`,
    },
    seconds: { create: 26, delete: 1 },
  }),
};
