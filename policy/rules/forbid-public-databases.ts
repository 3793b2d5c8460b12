import type { ResourcePolicy } from "../policy";
import { at, isOrMayBe, UNKNOWN } from "../properties";

/** Critical: a database with a public address is scanned within minutes, and then it is only as safe as its password. */
export const forbidPublicDatabases: ResourcePolicy = {
  name: "forbid-public-databases",
  level: "mandatory",
  severity: "critical",
  demands: "A database has no public address.",
  reason: "What the internet can reach is scanned within minutes; then only the password protects the data.",
  fix: "Set publiclyAccessible to false; people reach the database through the cluster or a VPN.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-2",
  types: [
    "aws:rds/instance:Instance",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:rds/cluster:Cluster",
    "aws:dms/replicationInstance:ReplicationInstance",
    "aws:redshift/cluster:Cluster",
  ],
  *check({ properties }) {
    const isPublic = at(properties, "publiclyAccessible");
    if (isPublic !== UNKNOWN && isOrMayBe(isPublic, true)) yield "it is publicly accessible";
  },
};
