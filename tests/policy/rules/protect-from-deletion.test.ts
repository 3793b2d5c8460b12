import { UNKNOWN } from "../../../policy/properties";
import { protectFromDeletion } from "../../../policy/rules/protect-from-deletion";
import { dev, prod, resource, violationsOf } from "../violations";

const asked = (type: string, properties: object, settings = prod) =>
  violationsOf(protectFromDeletion, resource(type, properties), settings);

test.each([
  ["aws:rds/instance:Instance", { deletionProtection: true }],
  ["aws:rds/instance:Instance", { replicateSourceDb: UNKNOWN }],
  ["aws:eks/cluster:Cluster", { deletionProtection: UNKNOWN }],
  ["aws:s3/bucket:Bucket", {}],
  ["aws:s3/bucket:Bucket", { forceDestroy: false }],
  ["aws:kms/key:Key", { deletionWindowInDays: 30 }],
  ["aws:secretsmanager/secret:Secret", {}],
])("in prod, %s with %p is accepted", (type, properties) => {
  expect(asked(type, properties)).toBe("");
});

test.each([
  ["aws:rds/instance:Instance", {}],
  ["aws:rds/instance:Instance", { deletionProtection: false }],
  ["aws:eks/cluster:Cluster", {}],
  ["aws:dynamodb/table:Table", { deletionProtection: true }],
  ["aws:s3/bucket:Bucket", { forceDestroy: true }],
  ["aws:kms/key:Key", { deletionWindowInDays: 7 }],
  ["aws:secretsmanager/secret:Secret", { recoveryWindowInDays: 0 }],
])("%s is rejected with %p in prod, and accepted elsewhere", (type, properties) => {
  expect(asked(type, properties)).not.toBe("");
  expect(asked(type, properties, dev)).toBe("");
});
