import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { encryptSecrets } from "../../../policy/rules/encrypt-secrets";
import { type Known, resource, violationsOf } from "../violations";

const secret = (properties: Known<aws.secretsmanager.SecretArgs>) =>
  violationsOf(
    encryptSecrets,
    resource<aws.secretsmanager.SecretArgs>("aws:secretsmanager/secret:Secret", properties),
  );
const parameter = (properties: Known<aws.ssm.ParameterArgs>) =>
  violationsOf(encryptSecrets, resource<aws.ssm.ParameterArgs>("aws:ssm/parameter:Parameter", properties));

test("secrets with a customer-managed key are accepted, and so are parameters that are not secret", () => {
  expect(secret({ kmsKeyId: UNKNOWN })).toBe("");
  expect(parameter({ type: "SecureString", keyId: "alias/groundwork" })).toBe("");
  expect(parameter({ type: "String" })).toBe("");
});

test("secrets with an AWS managed key are rejected", () => {
  expect(secret({})).toContain("not encrypted");
  expect(secret({ kmsKeyId: "alias/aws/secretsmanager" })).toContain("not encrypted");
  expect(parameter({ type: "SecureString" })).toContain("not encrypted");
});
