import type { ResourcePolicy } from "../policy";
import { getValue, mayEqual, UNKNOWN } from "../properties";

/** Critical: a public database is scanned within minutes, and then only its password protects it. */
export const forbidPublicDatabases: ResourcePolicy = {
  name: "forbid-public-databases",
  level: "mandatory",
  severity: "critical",
  description: "A database has no public address.",
  reason: "A public address is scanned within minutes, and then only the password protects the data.",
  fix: "Set publiclyAccessible to false and connect through the cluster or a VPN.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-2",
  types: [
    "aws:rds/instance:Instance",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:rds/cluster:Cluster",
    "aws:dms/replicationInstance:ReplicationInstance",
    "aws:redshift/cluster:Cluster",
  ],
  *check({ properties }) {
    const isPublic = getValue(properties, "publiclyAccessible");
    if (isPublic !== UNKNOWN && mayEqual(isPublic, true)) yield "it is publicly accessible";
  },
};
