import type * as aws from "@pulumi/aws";
import { rotateKeys } from "../../../policy/rules/rotate-keys";
import { type Known, resource, violationsOf } from "../violations";

const asked = (properties: Known<aws.kms.KeyArgs>) =>
  violationsOf(rotateKeys, resource<aws.kms.KeyArgs>("aws:kms/key:Key", properties));

test("a key that rotates is accepted, and so is one that cannot rotate", () => {
  expect(asked({ enableKeyRotation: true })).toBe("");
  expect(asked({ customerMasterKeySpec: "RSA_2048" })).toBe("");
  expect(asked({ keyUsage: "GENERATE_VERIFY_MAC" })).toBe("");
});

test("a key that could rotate and does not is named", () => {
  expect(asked({})).toContain("automatic rotation is disabled");
  expect(asked({ enableKeyRotation: false })).toContain("automatic rotation is disabled");
});
