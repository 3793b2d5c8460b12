import type { ResourcePolicy } from "../policy";
import { at, UNKNOWN } from "../properties";

/** A year: attacks are found after months. */
const LEAST_DAYS = 365;

/** Low: logs that end too early are missed once, logs that never end are paid for every month. */
export const retainLogs: ResourcePolicy = {
  name: "retain-logs",
  level: "advisory",
  severity: "low",
  demands: `Log groups say how long they keep logs: in prod at least ${LEAST_DAYS} days.`,
  reason:
    "Without a limit they grow for ever; with a short one they are gone when an old intrusion is found.",
  fix: "Set retentionInDays, here by the setting logRetentionDays.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  *check({ properties }, { production }) {
    const days = at(properties, "retentionInDays");
    if (days === UNKNOWN) return;
    // 0 is how the provider says for ever.
    if (days === undefined || Number(days) === 0) yield "it keeps logs for ever";
    else if (production && Number(days) < LEAST_DAYS) yield `it keeps logs for ${Number(days)} days only`;
  },
};
