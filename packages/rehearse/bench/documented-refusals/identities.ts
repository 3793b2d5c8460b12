/** Documented refusals of IAM roles and policies. */
import { policy, type RefusalTable, read, text, twoStatements } from "./table";

const api = "https://docs.aws.amazon.com/IAM/latest/APIReference";
const guide = "https://docs.aws.amazon.com/IAM/latest/UserGuide";
const grammar = `${guide}/reference_policies_grammar.html`;
const quotas = `${guide}/reference_iam-quotas.html`;
const trust = policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" });
const allowed = { policy: policy(read) };
/** A policy of about this many characters, none of them white space. */
const long = (length: number, statement: Record<string, unknown> = read) => {
  const base = policy({ ...statement, Condition: { StringEquals: { "aws:RequestTag/owner": "" } } });
  return base.replace('owner":"', `owner":"${text(length - base.length)}`);
};

export const identities: readonly RefusalTable[] = [
  {
    type: "aws:iam/role:Role",
    source: `${api}/API_CreateRole.html`,
    valid: { name: "reader", assumeRolePolicy: trust },
    rows: [
      { kind: "number out of its range", title: "sessions of 13 hours", refused: { maxSessionDuration: 46800 }, accepted: { maxSessionDuration: 43200 }, names: "maxSessionDuration" },
      { kind: "number out of its range", title: "sessions of half an hour", refused: { maxSessionDuration: 1800 }, accepted: { maxSessionDuration: 3600 }, names: "maxSessionDuration" },
      { kind: "text not allowed", title: "a name of 65 characters", refused: { name: text(65) }, accepted: { name: text(64) }, names: "name" },
      { kind: "text not allowed", title: "a name with a slash", refused: { name: "team/reader" }, accepted: { name: "team-reader" }, names: "name" },
      { kind: "text not allowed", title: "a path without a last slash", refused: { path: "/team" }, accepted: { path: "/team/" }, names: "path" },
      { kind: "text not allowed", title: "a description of 1,001 characters", refused: { description: text(1001) }, accepted: { description: text(1000) }, names: "description" },
      { kind: "conflict with another resource", title: "two roles of one name", refused: { name: "build-role" }, accepted: {}, names: "build-role" },
      { kind: "conflict with another resource", title: "two roles whose names differ only in case", refused: { name: "Build-Role" }, accepted: {}, names: "Build-Role" },
      { kind: "document not accepted", title: "a trust policy that is no JSON", refused: { assumeRolePolicy: "trust everybody" }, accepted: {}, names: "assumeRolePolicy" },
      { kind: "document not accepted", title: "a trust policy without a principal", refused: { assumeRolePolicy: policy({ Effect: "Allow", Action: "sts:AssumeRole" }) }, accepted: {}, names: "Principal", source: grammar },
      {
        kind: "document not accepted",
        title: "a trust policy with a resource",
        refused: { assumeRolePolicy: policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole", Resource: "*" }) },
        accepted: {},
        names: "Resource",
        source: `${guide}/access-analyzer-reference-policy-checks.html`,
      },
      {
        kind: "document not accepted",
        title: "a trust policy for a role of another partition",
        refused: { assumeRolePolicy: policy({ Effect: "Allow", Principal: { AWS: "arn:aws-us-gov:iam::444455556666:role/deploy" }, Action: "sts:AssumeRole" }) },
        accepted: { assumeRolePolicy: policy({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::444455556666:role/deploy" }, Action: "sts:AssumeRole" }) },
        names: "Principal.AWS",
        source: `${guide}/access_policies-cross-account-resource-access.html`,
      },
      { kind: "document not accepted", title: "a trust policy that allows an action of S3", refused: { assumeRolePolicy: policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "s3:GetObject" }) }, accepted: {}, names: "sts", source: `${guide}/troubleshoot_roles.html` },
      {
        kind: "document not accepted",
        title: "a trust policy over 2,048 characters",
        refused: {
          assumeRolePolicy: long(2049, {
            Effect: "Allow",
            Principal: { Service: "ec2.amazonaws.com" },
            Action: "sts:AssumeRole",
          }),
        },
        accepted: {
          assumeRolePolicy: long(2048, {
            Effect: "Allow",
            Principal: { Service: "ec2.amazonaws.com" },
            Action: "sts:AssumeRole",
          }),
        },
        names: "assumeRolePolicy",
        source: quotas,
      },
    ],
  },
  {
    type: "aws:iam/rolePolicy:RolePolicy",
    source: quotas,
    valid: { name: "read", role: "build-role", ...allowed },
    rows: [
      {
        kind: "document not accepted",
        title: "inline policies over 10,240 characters together",
        refused: { policy: long(6000) },
        accepted: { policy: long(4000) },
        names: "10,240",
        before: [
          {
            type: "aws:iam/rolePolicy:RolePolicy",
            inputs: { name: "first", role: "build-role", policy: long(6000) },
          },
        ],
      },
      { kind: "document not accepted", title: "an inline policy of 10,241 characters", refused: { policy: long(10_241) }, accepted: { policy: long(10_240) }, names: "10,240" },
      { kind: "document not accepted", title: "a principal in the policy of a role", refused: { policy: policy({ ...read, Principal: "*" }) }, accepted: {}, names: "Principal", source: grammar },
      { kind: "document not accepted", title: "a statement without a resource", refused: { policy: policy({ Effect: "Allow", Action: "s3:GetObject" }) }, accepted: {}, names: "Resource", source: grammar },
      { kind: "document not accepted", title: "Action and NotAction in one statement", refused: { policy: policy({ ...read, NotAction: "s3:PutObject" }) }, accepted: { policy: policy({ Effect: "Deny", NotAction: "s3:*", Resource: "*" }) }, names: "NotAction", source: grammar },
      { kind: "document not accepted", title: "an effect that is neither Allow nor Deny", refused: { policy: policy({ ...read, Effect: "Permit" }) }, accepted: { policy: policy({ ...read, Effect: "Deny" }) }, names: "Effect", source: grammar },
      { kind: "document not accepted", title: "an action without a service", refused: { policy: policy({ ...read, Action: "GetObject" }) }, accepted: { policy: policy({ ...read, Action: ["s3:Get*", "*"] }) }, names: "Action", source: grammar },
      { kind: "document not accepted", title: "a resource that is no ARN", refused: { policy: policy({ ...read, Resource: "photos/*" }) }, accepted: { policy: policy({ ...read, Resource: "arn:aws:s3:::photos/*" }) }, names: "Resource", source: grammar },
      { kind: "document not accepted", title: "a version of the policy language that does not exist", refused: { policy: policy(read, "2025-01-01") }, accepted: { policy: policy(read, "2008-10-17") }, names: "Version", source: `${guide}/reference_policies_elements_version.html` },
      {
        kind: "document not accepted",
        title: "two statements of one Sid",
        refused: twoStatements("Read", "Read"),
        accepted: twoStatements("Read", "Read2"),
        names: "Sid",
        source: `${guide}/reference_policies_elements_sid.html`,
      },
      { kind: "document not accepted", title: "a Sid with a space", refused: { policy: policy({ Sid: "Read photos", ...read }) }, accepted: { policy: policy({ Sid: "ReadPhotos", ...read }) }, names: "Sid", source: `${guide}/reference_policies_elements_sid.html` },
      {
        kind: "document not accepted",
        title: "an operator of conditions that does not exist",
        refused: { policy: policy({ ...read, Condition: { StringMatches: { "aws:RequestTag/owner": "a" } } }) },
        accepted: { policy: policy({ ...read, Condition: { "ForAllValues:StringLikeIfExists": { "aws:TagKeys": "a*" } } }) },
        names: "StringMatches",
        source: `${guide}/reference_policies_elements_condition_operators.html`,
      },
      { kind: "reference to nothing", title: "a policy of a role that does not exist", refused: { role: "no-role" }, accepted: {}, names: "role", source: `${api}/API_PutRolePolicy.html` },
    ],
  },
  {
    type: "aws:iam/policy:Policy",
    source: quotas,
    valid: { name: "read", ...allowed },
    rows: [
      { kind: "document not accepted", title: "a managed policy of 6,145 characters", refused: { policy: long(6145) }, accepted: { policy: long(6144) }, names: "6,144" },
      { kind: "text not allowed", title: "a name of 129 characters", refused: { name: text(129) }, accepted: { name: text(128) }, names: "name" },
      { kind: "document not accepted", title: "a managed policy that is no JSON", refused: { policy: "{" }, accepted: {}, names: "policy", source: `${api}/API_CreatePolicy.html` },
    ],
  },
  {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    source: `${api}/API_AttachRolePolicy.html`,
    valid: { role: "build-role", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
    rows: [
      { kind: "reference to nothing", title: "a policy of the account that does not exist", refused: { policyArn: "arn:aws:iam::111122223333:policy/no-policy" }, accepted: { policyArn: "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role" }, names: "policyArn" },
      { kind: "text not allowed", title: "a policy by its name", refused: { policyArn: "ReadOnlyAccess" }, accepted: {}, names: "policyArn" },
      { kind: "reference to nothing", title: "a role that does not exist", refused: { role: "no-role" }, accepted: {}, names: "role" },
    ],
  },
  {
    type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    source: `${api}/API_CreateOpenIDConnectProvider.html`,
    valid: { url: "https://token.actions.githubusercontent.com", clientIdLists: ["sts.amazonaws.com"] },
    rows: [
      { kind: "text not allowed", title: "a provider without TLS", refused: { url: "http://token.actions.githubusercontent.com" }, accepted: {}, names: "url" },
      { kind: "text not allowed", title: "a thumbprint of 39 characters", refused: { thumbprintLists: ["a".repeat(39)] }, accepted: { thumbprintLists: ["a".repeat(40)] }, names: "thumbprintLists" },
    ],
  },
  {
    type: "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
    source: `${api}/API_UpdateAccountPasswordPolicy.html`,
    valid: { minimumPasswordLength: 14 },
    rows: [
      { kind: "number out of its range", title: "passwords of five characters", refused: { minimumPasswordLength: 5 }, accepted: { minimumPasswordLength: 6 }, names: "minimumPasswordLength" },
      { kind: "number out of its range", title: "passwords for 1,096 days", refused: { maxPasswordAge: 1096 }, accepted: { maxPasswordAge: 1095 }, names: "maxPasswordAge" },
    ],
  },
];
