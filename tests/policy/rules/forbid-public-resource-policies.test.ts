import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { forbidPublicResourcePolicies } from "../../../policy/rules/forbid-public-resource-policies";
import { resource, said } from "../asked";

const statement = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" };
const asked = (document: unknown, type = "aws:s3/bucketPolicy:BucketPolicy", property = "policy") =>
  said(forbidPublicResourcePolicies, resource(type, { [property]: document }));
const json = (changes: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: { ...statement, ...changes } });

test.each([
  ["a named account", { Principal: { AWS: "arn:aws:iam::111122223333:root" } }],
  ["a service", { Principal: { Service: "cloudwatch.amazonaws.com" } }],
  ["everyone of one account", { Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } } }],
  ["everyone of one organization", { Condition: { StringLike: { "AWS:PrincipalOrgID": ["o-abc"] } } }],
  ["an office's addresses", { Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } }],
  ["nobody", { Effect: "Deny" }],
])("a policy may let in %s", (_, changes) => {
  expect(asked(json(changes))).toBe("");
});

test.each([
  ["a principal *", {}],
  ["a map with *", { Principal: { AWS: "*" } }],
  ["a list with *", { Principal: { AWS: ["arn:aws:iam::111122223333:root", "*"] } }],
  ["all but somebody", { Principal: undefined, NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" } }],
  ["a condition that everybody fulfils", { Condition: { Bool: { "aws:SecureTransport": "true" } } }],
  ["a condition whose value is everything", { Condition: { StringLike: { "aws:SourceArn": "*" } } }],
  [
    "one good value and one open one",
    { Condition: { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "::/0"] } } },
  ],
  ["half the internet", { Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/1" } } }],
  [
    "everyone but one account",
    { Condition: { StringNotEquals: { "aws:PrincipalAccount": "111122223333" } } },
  ],
  ["whoever does not say", { Condition: { StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } } }],
])("but not everyone by %s", (_, changes) => {
  expect(asked(json(changes))).toContain("everyone can call s3:GetObject");
});

test("a document as a map and the trust of a role are read as well; what is no JSON or not known is left to AWS", () => {
  expect(asked({ Statement: [statement] })).not.toBe("");
  expect(asked(json({}), "aws:iam/role:Role", "assumeRolePolicy")).not.toBe("");
  expect(asked(UNKNOWN)).toBe("");
  expect(asked("no JSON")).toBe("");
});

test("ACLs and grants for all users are caught, private ones are not", () => {
  const acl = (properties: object) =>
    said(
      forbidPublicResourcePolicies,
      resource<aws.s3.BucketAclArgs>("aws:s3/bucketAcl:BucketAcl", properties),
    );
  expect(acl({ acl: "private" })).toBe("");
  for (const name of ["public-read", "public-read-write", "authenticated-read"])
    expect(acl({ acl: name })).toContain(name);
  const uri = "http://acs.amazonaws.com/groups/global/AllUsers";
  expect(acl({ accessControlPolicy: { grants: [{ grantee: { uri } }] } })).toContain("AllUsers");
});

test("a function may be invoked by everyone only when the caller is tied to something", () => {
  const permission = (properties: object) =>
    said(
      forbidPublicResourcePolicies,
      resource<aws.lambda.PermissionArgs>("aws:lambda/permission:Permission", properties),
    );
  expect(permission({ principal: "s3.amazonaws.com" })).toBe("");
  expect(permission({ principal: "*", sourceArn: UNKNOWN })).toBe("");
  expect(permission({ principal: "*" })).toContain("everyone can invoke");
});
