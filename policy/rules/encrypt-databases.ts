import { isCustomerKey } from "../keys";
import type { ResourcePolicy } from "../policy";
import { at, isGiven, isOrMayBe, UNKNOWN } from "../properties";

/** High: storage, snapshots and logs of a database are read wherever they are copied. */
export const encryptDatabases: ResourcePolicy = {
  name: "encrypt-databases",
  level: "mandatory",
  severity: "high",
  demands: "A database is encrypted with a key of the customer's own, and so are its query statistics.",
  reason:
    "Only a key of one's own can be taken away from whoever gets hold of a copy, and its use is in the audit log.",
  fix: "Set storageEncrypted and kmsKeyId; with Performance Insights also performanceInsightsKmsKeyId.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-3",
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  *check({ properties }) {
    // A replica takes its source's key in the same region; in another one the source is named by ARN.
    const source = at(properties, "replicateSourceDb");
    const inherits = source === UNKNOWN || (typeof source === "string" && /^[^:]+$/.test(source));
    const ofAurora = isGiven(properties, "clusterIdentifier");
    if (!ofAurora && !isOrMayBe(at(properties, "storageEncrypted"), true) && !inherits)
      yield "its storage is not encrypted";
    const key = at(properties, "kmsKeyId");
    if (!ofAurora && !isCustomerKey(key) && !(inherits && key === undefined))
      yield "its storage's key is not the customer's own";
    const insights = at(properties, "performanceInsightsEnabled");
    if (insights !== undefined && insights !== UNKNOWN && isOrMayBe(insights, true)) {
      if (!isCustomerKey(at(properties, "performanceInsightsKmsKeyId")))
        yield "its query statistics' key is not the customer's own";
    }
  },
};
