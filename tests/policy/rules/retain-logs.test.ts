import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { retainLogs } from "../../../policy/rules/retain-logs";
import { dev, prod, resource, violationsOf } from "../violations";

const asked = (retentionInDays: number | symbol | undefined, settings = prod) =>
  violationsOf(
    retainLogs,
    resource<aws.cloudwatch.LogGroupArgs>("aws:cloudwatch/logGroup:LogGroup", { retentionInDays }),
    settings,
  );

test("a year in prod and a month in dev are accepted", () => {
  expect(asked(365)).toBe("");
  expect(asked(UNKNOWN)).toBe("");
  expect(asked(30, dev)).toBe("");
});

test("less than a year in prod is rejected, and unlimited retention everywhere", () => {
  expect(asked(180)).toContain("for 180 days only");
  expect(asked(undefined, dev)).toContain("keeps logs forever");
  expect(asked(0, dev)).toContain("keeps logs forever");
});
