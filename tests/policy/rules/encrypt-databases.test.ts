import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { encryptDatabases } from "../../../policy/rules/encrypt-databases";
import { type Known, resource, said } from "../asked";

const key = "arn:aws:kms:us-east-1:111122223333:key/1";
const asked = (properties: Known<aws.rds.InstanceArgs>) =>
  said(encryptDatabases, resource<aws.rds.InstanceArgs>("aws:rds/instance:Instance", properties));

test.each([
  ["one with a key", { storageEncrypted: true, kmsKeyId: key }],
  ["one whose key is not known yet", { storageEncrypted: true, kmsKeyId: UNKNOWN }],
  ["a replica, which takes its source's key", { storageEncrypted: true, replicateSourceDb: "primary" }],
  ["a replica of something that is not known yet", { replicateSourceDb: UNKNOWN }],
  [
    "one whose statistics have a key as well",
    {
      storageEncrypted: true,
      kmsKeyId: key,
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: key,
    },
  ],
])("%s may be", (_, properties) => {
  expect(asked(properties)).toBe("");
});

test.each([
  ["one that is not encrypted", {}, "its storage is not encrypted"],
  [
    "one with AWS's own key",
    { storageEncrypted: true },
    "storage is not encrypted with a customer managed key",
  ],
  [
    "one with AWS's own key by name",
    { storageEncrypted: true, kmsKeyId: "alias/aws/rds" },
    "not encrypted with a customer managed key",
  ],
  [
    "a replica in another region without a key there",
    { storageEncrypted: true, replicateSourceDb: "arn:aws:rds:eu-west-1:111122223333:db:primary" },
    "its storage is not encrypted with a customer managed key",
  ],
  [
    "one whose statistics have AWS's own key",
    { storageEncrypted: true, kmsKeyId: key, performanceInsightsEnabled: true },
    "query statistics are not encrypted with a customer managed key",
  ],
])("%s may not", (_, properties, problem) => {
  expect(asked(properties)).toContain(problem);
});
