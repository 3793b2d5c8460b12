import type { ResourcePolicy } from "../policy";
import { getValue, UNKNOWN } from "../properties";

/** One year: attacks are often discovered after months. */
const MINIMUM_DAYS = 365;

/** Low: logs that are kept too briefly are missing after an incident; logs that are kept forever cost more every month. */
export const retainLogs: ResourcePolicy = {
  name: "retain-logs",
  level: "advisory",
  severity: "low",
  description: `Every log group has a retention period, with production guard rails at least ${MINIMUM_DAYS} days.`,
  reason:
    "Without a limit, logs accumulate costs; with a short one, they are missing when an old intrusion is discovered.",
  fix: "Set retentionInDays, here by the setting logRetentionDays.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  *check({ properties }, { production }) {
    const days = getValue(properties, "retentionInDays");
    if (days === UNKNOWN) return;
    // The provider uses 0 for unlimited retention.
    if (days === undefined || Number(days) === 0) yield "it keeps logs forever";
    else if (production && Number(days) < MINIMUM_DAYS) yield `it keeps logs for ${Number(days)} days only`;
  },
};
