import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { encryptDatabases } from "../../../policy/rules/encrypt-databases";
import { type Known, resource, violationsOf } from "../violations";

const key = "arn:aws:kms:us-east-1:111122223333:key/1";
const asked = (properties: Known<aws.rds.InstanceArgs>) =>
  violationsOf(encryptDatabases, resource<aws.rds.InstanceArgs>("aws:rds/instance:Instance", properties));

test.each([
  ["one with a key", { storageEncrypted: true, kmsKeyId: key }],
  ["one whose key is unknown", { storageEncrypted: true, kmsKeyId: UNKNOWN }],
  ["a replica, which inherits its source's key", { storageEncrypted: true, replicateSourceDb: "primary" }],
  ["a replica of an unknown source", { replicateSourceDb: UNKNOWN }],
  [
    "one whose query statistics have a key as well",
    {
      storageEncrypted: true,
      kmsKeyId: key,
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: key,
    },
  ],
])("%s is accepted", (_, properties) => {
  expect(asked(properties)).toBe("");
});

test.each([
  ["one that is not encrypted", {}, "its storage is not encrypted"],
  [
    "one with an AWS managed key",
    { storageEncrypted: true },
    "storage is not encrypted with a customer managed key",
  ],
  [
    "one with an AWS managed key by its alias",
    { storageEncrypted: true, kmsKeyId: "alias/aws/rds" },
    "not encrypted with a customer managed key",
  ],
  [
    "a replica in another region without a key there",
    { storageEncrypted: true, replicateSourceDb: "arn:aws:rds:eu-west-1:111122223333:db:primary" },
    "its storage is not encrypted with a customer managed key",
  ],
  [
    "one whose query statistics have an AWS managed key",
    { storageEncrypted: true, kmsKeyId: key, performanceInsightsEnabled: true },
    "query statistics are not encrypted with a customer managed key",
  ],
])("%s is rejected", (_, properties, problem) => {
  expect(asked(properties)).toContain(problem);
});
