import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { forbidPublicResourcePolicies } from "../../../policy/rules/forbid-public-resource-policies";
import { resource, violationsOf } from "../violations";

const statement = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" };
const asked = (document: unknown, type = "aws:s3/bucketPolicy:BucketPolicy", property = "policy") =>
  violationsOf(forbidPublicResourcePolicies, resource(type, { [property]: document }));
const json = (changes: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: { ...statement, ...changes } });

test.each([
  ["a named account", { Principal: { AWS: "arn:aws:iam::111122223333:root" } }],
  ["a service", { Principal: { Service: "cloudwatch.amazonaws.com" } }],
  ["everyone of one account", { Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } } }],
  ["everyone of one organization", { Condition: { StringLike: { "AWS:PrincipalOrgID": ["o-abc"] } } }],
  ["an office's addresses", { Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } }],
  ["no principal", { Effect: "Deny" }],
])("a policy can grant access to %s", (_, changes) => {
  expect(asked(json(changes))).toBe("");
});

test.each([
  ["a principal *", {}],
  ["a map with *", { Principal: { AWS: "*" } }],
  ["a list with *", { Principal: { AWS: ["arn:aws:iam::111122223333:root", "*"] } }],
  [
    "all except some principals",
    { Principal: undefined, NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" } },
  ],
  ["a condition that is always true", { Condition: { Bool: { "aws:SecureTransport": "true" } } }],
  ["a condition whose value is everything", { Condition: { StringLike: { "aws:SourceArn": "*" } } }],
  [
    "one restrictive value and one open value",
    { Condition: { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "::/0"] } } },
  ],
  ["half of the internet", { Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/1" } } }],
  [
    "everyone except one account",
    { Condition: { StringNotEquals: { "aws:PrincipalAccount": "111122223333" } } },
  ],
  ["a missing principal", { Condition: { StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } } }],
])("but not to everyone by %s", (_, changes) => {
  expect(asked(json(changes))).toContain("everyone can call s3:GetObject");
});

test("a policy as a map and a role's trust policy are checked as well; invalid JSON and unknown values are left to AWS", () => {
  expect(asked({ Statement: [statement] })).not.toBe("");
  expect(asked(json({}), "aws:iam/role:Role", "assumeRolePolicy")).not.toBe("");
  expect(asked(UNKNOWN)).toBe("");
  expect(asked("no JSON")).toBe("");
});

test("ACLs and grants for all users are rejected, private ones are not", () => {
  const acl = (properties: object) =>
    violationsOf(
      forbidPublicResourcePolicies,
      resource<aws.s3.BucketAclArgs>("aws:s3/bucketAcl:BucketAcl", properties),
    );
  expect(acl({ acl: "private" })).toBe("");
  for (const name of ["public-read", "public-read-write", "authenticated-read"])
    expect(acl({ acl: name })).toContain(name);
  const uri = "http://acs.amazonaws.com/groups/global/AllUsers";
  expect(acl({ accessControlPolicy: { grants: [{ grantee: { uri } }] } })).toContain("AllUsers");
});

test("everyone can invoke a function only if a condition restricts the caller", () => {
  const permission = (properties: object) =>
    violationsOf(
      forbidPublicResourcePolicies,
      resource<aws.lambda.PermissionArgs>("aws:lambda/permission:Permission", properties),
    );
  expect(permission({ principal: "s3.amazonaws.com" })).toBe("");
  expect(permission({ principal: "*", sourceArn: UNKNOWN })).toBe("");
  expect(permission({ principal: "*" })).toContain("everyone can invoke");
});
