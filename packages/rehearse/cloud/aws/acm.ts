import type * as aws from "@pulumi/aws";
import { defineType, type NewSubject, type Plain } from "../resource-type";
import { arn, logs, ownId, tagsAll } from "./common";
import { lettersOf, uuidOf } from "./ids";

const free = { free: "https://aws.amazon.com/certificate-manager/pricing/" };

export const resources = {
  "aws:acm/certificate:Certificate": defineType<aws.acm.Certificate, aws.acm.CertificateArgs>({
    replaceOn: [
      "certificateAuthorityArn",
      "domainName",
      "keyAlgorithm",
      "subjectAlternativeNames",
      "validationMethod",
      "validationOptions",
    ],
    id: arn("acm", ({ hex }: NewSubject<Plain<aws.acm.CertificateArgs>>) => `certificate/${uuidOf(hex(64))}`),
    outputs: {
      arn: ownId,
      // One record for each name. AWS does not define the order, so it is reversed here.
      domainValidationOptions: ({ id, inputs }) =>
        [inputs.domainName ?? "", ...(inputs.subjectAlternativeNames ?? [])].reverse().map((domainName) => ({
          domainName,
          resourceRecordName: `_${uuidOf(`name/${domainName}`).replaceAll("-", "")}.${domainName}.`,
          resourceRecordType: "CNAME",
          resourceRecordValue: `_${uuidOf(`value/${domainName}`).replaceAll("-", "")}.${lettersOf(id, 10).toLowerCase()}.acm-validations.aws.`,
        })),
      notAfter: () => "2027-12-01T00:00:00Z",
      notBefore: () => "2026-11-01T00:00:00Z",
      pendingRenewal: () => false,
      renewalEligibility: () => "ELIGIBLE",
      renewalSummaries: () => [],
      status: () => "PENDING_VALIDATION",
      tagsAll,
      type: () => "AMAZON_ISSUED",
      validationEmails: () => [],
    },
    seconds: { create: 8, delete: 1 },
    price: free,
  }),

  "aws:acm/certificateValidation:CertificateValidation": defineType<
    aws.acm.CertificateValidation,
    aws.acm.CertificateValidationArgs
  >({
    replaceOn: ["certificateArn", "validationRecordFqdns"],
    references: {
      certificateArn: { type: "aws:acm/certificate:Certificate", by: "arn" },
      "validationRecordFqdns[]": { type: "aws:route53/record:Record", by: "fqdn" },
    },
    // The time at which AWS issued the certificate.
    id: ({ hex }) => `2026-11-01 00:00:00.${String(Number.parseInt(hex(8), 16)).slice(0, 9)} +0000 UTC`,
    outputs: {},
    seconds: { create: 186, delete: 0, source: `${logs}: median of 4 that had to wait (89 to 532 s)` },
    price: free,
  }),
};
