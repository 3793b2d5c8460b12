import type * as aws from "@pulumi/aws";
import { joined } from "../naming";
import { defineType } from "../resource-type";

export const resources = {
  "aws:route53/record:Record": defineType<aws.route53.Record, aws.route53.RecordArgs>({
    // Another type is an update: the provider deletes and creates the records in one change batch.
    replaceOn: ["name", "zoneId"],
    unique: ["zoneId", "name", "type"],
    importId: ({ zoneId, name, type }) => joined(zoneId, "_", name, "_", type),
    outputs: { fqdn: ({ inputs }) => inputs.name.replace(/\.$/, "") },
    seconds: {
      create: 35,
      delete: 35,
      source:
        "the provider waits until all name servers have it, which takes up to 60 s: " +
        "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html",
    },
    // The hosted zone is billed, and is not part of the stack.
    price: { free: "https://aws.amazon.com/route53/pricing/" },
  }),
};
