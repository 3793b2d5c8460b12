import type * as aws from "@pulumi/aws";
import { behaves } from "../behaviour";

export const resources = {
  "aws:route53/record:Record": behaves<aws.route53.Record, aws.route53.RecordArgs>({
    replaceOn: ["name", "type", "zoneId"],
    unique: ["zoneId", "name", "type"],
    id: ({ inputs }) => `${inputs.zoneId}_${inputs.name}_${inputs.type}`,
    outputs: { fqdn: ({ inputs }) => inputs.name.replace(/\.$/, "") },
    seconds: {
      create: 35,
      delete: 35,
      source:
        "the provider waits until all name servers have it, which takes up to 60 s: " +
        "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html",
    },
  }),
};
