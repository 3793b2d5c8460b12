import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { forbidWildcardPermissions } from "../../../policy/rules/forbid-wildcard-permissions";
import { resource, said } from "../asked";

const asked = (policy: unknown) =>
  said(forbidWildcardPermissions, resource("aws:iam/rolePolicy:RolePolicy", { policy }));
const json = (changes: object) =>
  JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*", ...changes } });

test.each([
  ["named actions on everything", { Action: ["ec2:DescribeRegions", "cloudwatch:ListMetrics"] }],
  ["reading of one kind", { Action: "ec2:Describe*" }],
  ["everything on one bucket", { Action: "s3:*", Resource: "arn:aws:s3:::photos/*" }],
  ["nothing", { Effect: "Deny" }],
])("a policy may allow %s", (_, changes) => {
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
])("but not %s on %s, in a text or a list", (Action, Resource) => {
  expect(asked(json({ Action, Resource }))).toContain("on all resources");
  const lists = { Action: ["ec2:DescribeRegions", Action], Resource: ["arn:aws:s3:::photos", Resource] };
  expect(asked(json(lists))).toContain(`it allows ${Action} on all resources`);
});

test("nor everything but something, in actions or in resources", () => {
  expect(asked(json({ Action: undefined, NotAction: ["iam:*"] }))).toContain("everything except iam:*");
  expect(asked(json({ Resource: undefined, NotResource: "arn:aws:s3:::photos" }))).toContain("it allows *");
});

test("names in any case, one statement or several, a map and an inline policy are all read", () => {
  expect(asked('{"statement":[{"effect":"Allow","ACTION":"*","resource":"*"}]}')).not.toBe("");
  expect(asked({ Statement: [{ Effect: "Allow", Action: ["*"], Resource: ["*"] }] })).not.toBe("");
  const role = resource<aws.iam.RoleArgs>("aws:iam/role:Role", { inlinePolicies: [{ policy: json({}) }] });
  expect(said(forbidWildcardPermissions, role)).not.toBe("");
});

test("one that is not known yet waits for the update", () => {
  expect(asked(UNKNOWN)).toBe("");
});
