import { isCustomerManagedKey } from "../keys";
import type { ResourcePolicy } from "../policy";
import { getValue, isSet, mayEqual, UNKNOWN } from "../properties";

/** High: unencrypted storage and snapshots of a database can be read wherever they are copied to. */
export const encryptDatabases: ResourcePolicy = {
  name: "encrypt-databases",
  level: "mandatory",
  severity: "high",
  description: "A database and its query statistics are encrypted with a customer managed key.",
  reason:
    "Revoking access to a customer managed key makes stolen copies unreadable, and the use of the key is logged.",
  fix: "Set storageEncrypted and kmsKeyId; with Performance Insights also performanceInsightsKmsKeyId.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-3",
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  *check({ properties }) {
    // A replica in the same region inherits its source's key. In another region, the source is an ARN.
    const source = getValue(properties, "replicateSourceDb");
    const inherits = source === UNKNOWN || (typeof source === "string" && /^[^:]+$/.test(source));
    const ofAurora = isSet(properties, "clusterIdentifier");
    if (!ofAurora && !mayEqual(getValue(properties, "storageEncrypted"), true) && !inherits)
      yield "its storage is not encrypted";
    const key = getValue(properties, "kmsKeyId");
    if (!ofAurora && !isCustomerManagedKey(key) && !(inherits && key === undefined))
      yield "its storage is not encrypted with a customer managed key";
    const insights = getValue(properties, "performanceInsightsEnabled");
    if (insights !== undefined && insights !== UNKNOWN && mayEqual(insights, true)) {
      if (!isCustomerManagedKey(getValue(properties, "performanceInsightsKmsKeyId")))
        yield "its query statistics are not encrypted with a customer managed key";
    }
  },
};
