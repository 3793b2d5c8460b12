import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { retainLogs } from "../../../policy/rules/retain-logs";
import { dev, prod, resource, said } from "../asked";

const asked = (retentionInDays: number | symbol | undefined, settings = prod) =>
  said(
    retainLogs,
    resource<aws.cloudwatch.LogGroupArgs>("aws:cloudwatch/logGroup:LogGroup", { retentionInDays }),
    settings,
  );

test("a year in prod is well, and a month in dev", () => {
  expect(asked(365)).toBe("");
  expect(asked(UNKNOWN)).toBe("");
  expect(asked(30, dev)).toBe("");
});

test("less than a year in prod is not, nor anywhere for ever", () => {
  expect(asked(180)).toContain("for 180 days only");
  expect(asked(undefined, dev)).toContain("keeps logs forever");
  expect(asked(0, dev)).toContain("keeps logs forever");
});
