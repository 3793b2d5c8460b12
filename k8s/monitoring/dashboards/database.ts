import type { DashboardSpec, Panel } from "./spec";

/** Creates a panel of a CloudWatch metric of every RDS instance. */
const createRdsPanel = (
  metric: string,
  panel: Omit<Panel, "queries">,
  statistic: "Average" | "Minimum" = "Average",
): Panel => ({
  ...panel,
  queries: { namespace: "AWS/RDS", metric, statistic, dimension: "DBInstanceIdentifier" },
});

export const database: DashboardSpec = {
  name: "database",
  title: "Database",
  description: "Are primary and replicas up to date and used, and who serves the reads?",
  panels: [
    {
      title: "Which nodes are used?",
      description: "Share of the API's pods that send queries to the node.",
      queries: [{ expr: "node:gallery_database_in_use:avg", legend: "{{node}}" }],
      unit: "percentunit",
      shows: "numbers",
      threshold: { value: 0.5, below: true },
      alerts: ["DatabasePrimaryUnreachable", "DatabaseReplicaLeftOut"],
    },
    {
      title: "How far behind is each replica?",
      description:
        "Seconds behind the primary, as the pod says that sees it worst. Above the line it serves no reads.",
      queries: [{ expr: 'node:gallery_database_lag_seconds:max{node!="primary"}', legend: "{{node}}" }],
      unit: "s",
      threshold: { value: 5 },
      alerts: ["DatabaseReplicaLagging"],
    },
    {
      title: "Who serves the reads?",
      description: "Reads a second by node. The primary's should be few: those who must see their own write.",
      queries: [
        {
          expr: 'sum by (node) (rate(gallery_database_queries_total{operation="read"}[5m]))',
          legend: "{{node}}",
        },
      ],
      unit: "reqps",
    },
    {
      title: "How many writes are there?",
      description: "Writes a second; the primary has all of them.",
      queries: [
        {
          expr: 'sum by (node) (rate(gallery_database_queries_total{operation="write"}[5m]))',
          legend: "{{node}}",
        },
      ],
      unit: "reqps",
    },
    {
      title: "Which queries fail?",
      description:
        "Failed queries a second. Reads are tried once more on another node, so few of them reach users.",
      queries: [
        {
          expr: `sum by (node) (rate(gallery_database_queries_total{result="error"}[5m]))
  or 0 * sum by (node) (rate(gallery_database_queries_total[5m]))`,
          legend: "{{node}}",
        },
      ],
      unit: "reqps",
    },
    {
      title: "How long does a query take?",
      description: "99 of 100 queries are faster than this, the wait for a connection included.",
      queries: [
        {
          expr: "histogram_quantile(0.99, sum by (node, operation, le) (rate(gallery_database_query_duration_seconds_bucket[5m])))",
          legend: "{{node}} {{operation}}",
        },
      ],
      unit: "s",
    },
    {
      title: "How many connections are at work?",
      description: "Of all API pods together.",
      queries: [{ expr: "sum by (node) (gallery_database_pool_active_connections)", legend: "{{node}}" }],
      unit: "short",
    },
    {
      title: "Does anybody wait for a connection?",
      description: "Queries in the queue. More than none for five minutes, and somebody is told.",
      queries: [{ expr: "sum by (node) (gallery_database_pool_waiting_requests)", legend: "{{node}}" }],
      unit: "short",
      threshold: { value: 1 },
      alerts: ["DatabasePoolExhausted"],
    },
    createRdsPanel("CPUUtilization", {
      title: "How busy are the instances?",
      description: "RDS's own figure, in percent of all CPUs.",
      unit: "percent",
      threshold: { value: 90 },
      alerts: ["DatabaseCpuSaturated"],
    }),
    createRdsPanel(
      "FreeStorageSpace",
      {
        title: "How much storage is free?",
        description: "RDS's own figure. Storage grows by itself up to databaseMaxStorageGib.",
        unit: "decbytes",
        alerts: ["DatabaseStorageLow"],
      },
      "Minimum",
    ),
    createRdsPanel("DatabaseConnections", {
      title: "How many connections does RDS count?",
      description: "RDS's own figure; the application's are above.",
      unit: "short",
    }),
    createRdsPanel("ReplicaLag", {
      title: "How far behind does RDS see its replicas?",
      description:
        "RDS's own figure; up to five minutes while nothing is written, which the application's figure is not.",
      unit: "s",
    }),
  ],
};
