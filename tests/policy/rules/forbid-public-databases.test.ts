import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { forbidPublicDatabases } from "../../../policy/rules/forbid-public-databases";
import { type Known, resource, violationsOf } from "../violations";

const instance = (properties: Known<aws.rds.InstanceArgs>) =>
  resource<aws.rds.InstanceArgs>("aws:rds/instance:Instance", properties);

test.each([{ publiclyAccessible: false }, {}, { publiclyAccessible: UNKNOWN }])(
  "a database without a public address is accepted: %p",
  (properties) => {
    expect(violationsOf(forbidPublicDatabases, instance(properties))).toBe("");
  },
);

test("a database with a public address is rejected", () => {
  expect(violationsOf(forbidPublicDatabases, instance({ publiclyAccessible: true }))).toContain(
    "publicly accessible",
  );
});

test("an instance of an Aurora cluster is checked as well, and so is a setting given as text", () => {
  const aurora = resource("aws:rds/clusterInstance:ClusterInstance", { publiclyAccessible: true });
  expect(violationsOf(forbidPublicDatabases, aurora)).not.toBe("");
  const text = resource("aws:rds/instance:Instance", { publiclyAccessible: "true" });
  expect(violationsOf(forbidPublicDatabases, text)).not.toBe("");
});
