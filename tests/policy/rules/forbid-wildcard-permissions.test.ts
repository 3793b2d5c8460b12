import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { forbidWildcardPermissions } from "../../../policy/rules/forbid-wildcard-permissions";
import { resource, violationsOf } from "../violations";

const asked = (policy: unknown) =>
  violationsOf(forbidWildcardPermissions, resource("aws:iam/rolePolicy:RolePolicy", { policy }));
const json = (changes: object) =>
  JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*", ...changes } });

test.each([
  ["named actions on all resources", { Action: ["ec2:DescribeRegions", "cloudwatch:ListMetrics"] }],
  ["reading one kind of resource", { Action: "ec2:Describe*" }],
  ["all actions on one bucket", { Action: "s3:*", Resource: "arn:aws:s3:::photos/*" }],
  ["nothing", { Effect: "Deny" }],
])("a policy can allow %s", (_, changes) => {
  expect(asked(json(changes))).toBe("");
});

test.each([
  ["*", "*"],
  ["*:*", "*"],
  ["s3:*", "*"],
  ["S3:**", "**"],
  ["s3:?*", "*"],
  ["iam:*", "arn:aws:*"],
  ["s3:*", "arn:aws:s3:::*"],
])("but not %s on %s, as text or in a list", (Action, Resource) => {
  expect(asked(json({ Action, Resource }))).toContain("on all resources");
  const lists = { Action: ["ec2:DescribeRegions", Action], Resource: ["arn:aws:s3:::photos", Resource] };
  expect(asked(json(lists))).toContain(`it allows ${Action} on all resources`);
});

test("nor NotAction or NotResource", () => {
  expect(asked(json({ Action: undefined, NotAction: ["iam:*"] }))).toContain("everything except iam:*");
  expect(asked(json({ Resource: undefined, NotResource: "arn:aws:s3:::photos" }))).toContain("it allows *");
});

test("names in any case, one or several statements, maps and inline policies are all checked", () => {
  expect(asked('{"statement":[{"effect":"Allow","ACTION":"*","resource":"*"}]}')).not.toBe("");
  expect(asked({ Statement: [{ Effect: "Allow", Action: ["*"], Resource: ["*"] }] })).not.toBe("");
  const role = resource<aws.iam.RoleArgs>("aws:iam/role:Role", { inlinePolicies: [{ policy: json({}) }] });
  expect(violationsOf(forbidWildcardPermissions, role)).not.toBe("");
});

test("an unknown policy is checked during the update", () => {
  expect(asked(UNKNOWN)).toBe("");
});
