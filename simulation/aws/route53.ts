import type * as aws from "@pulumi/aws";
import { behaves } from "../behaviour";

export const resources = {
  "aws:route53/record:Record": behaves<aws.route53.Record, aws.route53.RecordArgs>({
    replaceOn: ["name", "type", "zoneId"],
    unique: ["zoneId", "name", "type"],
    id: ({ inputs }) => `${inputs.zoneId}_${inputs.name}_${inputs.type}`,
    outputs: { fqdn: ({ inputs }) => inputs.name.replace(/\.$/, "") },
    seconds: { create: 35, delete: 35 },
  }),
};
