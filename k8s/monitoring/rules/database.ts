import type { RuleGroup, RuleOptions } from "./rule";

/**
 * Rules on the database from the application's point of view: each API pod reports which database instances ("nodes") it
 * uses. Alarms on RDS metrics are in CloudWatch (infra/database-alarms.ts).
 */
export function database({ maxLagSeconds }: RuleOptions): RuleGroup {
  return {
    name: "gallery-database",
    rules: [
      {
        record: "node:gallery_database_in_use:avg",
        expr: 'avg by (node) (gallery_database_node_in_use{job="gallery-api"})',
      },
      {
        record: "node:gallery_database_lag_seconds:max",
        expr: 'max by (node) (gallery_database_node_lag_seconds{job="gallery-api"})',
      },
      {
        alert: "DatabasePrimaryUnreachable",
        expr: 'node:gallery_database_in_use:avg{node="primary"} < 0.5',
        for: "1m",
        severity: "critical",
        summary: "Most API pods cannot reach the primary database: uploads and deletions fail.",
        dashboard: "database",
      },
      {
        alert: "DatabaseReplicaLeftOut",
        // Excludes lagging replicas, for which DatabaseReplicaLagging fires.
        expr: `node:gallery_database_in_use:avg{node!="primary"} < 0.5
unless node:gallery_database_lag_seconds:max > ${maxLagSeconds}`,
        for: "5m",
        severity: "warning",
        summary:
          "{{ $labels.node }} serves no reads, because most API pods cannot reach it. The other nodes serve its share.",
        dashboard: "database",
      },
      {
        alert: "DatabaseReplicaLagging",
        expr: `node:gallery_database_lag_seconds:max{node!="primary"} > ${maxLagSeconds}`,
        for: "5m",
        severity: "warning",
        summary:
          "{{ $labels.node }} is {{ $value | humanizeDuration }} behind the primary, and serves no reads until the lag decreases.",
        dashboard: "database",
      },
      {
        alert: "DatabasePoolExhausted",
        expr: 'sum by (node, pod) (gallery_database_pool_waiting_requests{job="gallery-api"}) > 0',
        for: "5m",
        severity: "warning",
        summary:
          "{{ $value }} queries in {{ $labels.pod }} wait for a connection to {{ $labels.node }}, and queries have been waiting for five minutes.",
        dashboard: "database",
      },
    ],
  };
}
