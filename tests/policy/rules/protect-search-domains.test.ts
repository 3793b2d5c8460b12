import type * as aws from "@pulumi/aws";
import { protectSearchDomains } from "../../../policy/rules/protect-search-domains";
import { resource, violationsOf } from "../violations";

const secured: aws.opensearch.DomainArgs = {
  vpcOptions: { subnetIds: ["subnet-1"] },
  encryptAtRest: { enabled: true, kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/1" },
  nodeToNodeEncryption: { enabled: true },
  domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },
  advancedSecurityOptions: { enabled: true },
};
const found = (changes: aws.opensearch.DomainArgs) =>
  violationsOf(protectSearchDomains, resource("aws:opensearch/domain:Domain", { ...secured, ...changes }));

test("a private domain that is encrypted and has access control is accepted", () => {
  expect(found({})).toBe("");
});

test.each<[string, aws.opensearch.DomainArgs]>([
  ["a public endpoint", { vpcOptions: undefined }],
  ["not encrypted with a customer managed key", { encryptAtRest: { enabled: true } }],
  ["between its nodes", { nodeToNodeEncryption: { enabled: false } }],
  [
    "without TLS 1.2",
    { domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-0-2019-07" } },
  ],
  ["without TLS 1.2", { domainEndpointOptions: { tlsSecurityPolicy: "Policy-Min-TLS-1-2-2019-07" } }],
  ["can read everything", { advancedSecurityOptions: { enabled: false } }],
])("a domain with %s is rejected", (problem, changes) => {
  expect(found(changes)).toContain(problem);
});
