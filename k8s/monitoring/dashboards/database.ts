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
  description:
    "Are the primary and the replicas in use, how large is the lag, and which nodes serve the reads?",
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
      title: "How large is the lag of each replica?",
      description:
        "Replication lag in seconds, the maximum of all pods. Above the line, a replica serves no reads.",
      queries: [{ expr: 'node:gallery_database_lag_seconds:max{node!="primary"}', legend: "{{node}}" }],
      unit: "s",
      threshold: { value: 5 },
      alerts: ["DatabaseReplicaLagging"],
    },
    {
      title: "Which nodes serve the reads?",
      description:
        "Reads per second by node. The primary should serve few: reads of clients that have just written.",
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
      description: "Writes per second. The primary executes all of them.",
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
        "Failed queries per second. Reads are retried on another node, so few failures affect users.",
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
      description: "99th percentile, including the wait for a connection.",
      queries: [
        {
          expr: "histogram_quantile(0.99, sum by (node, operation, le) (rate(gallery_database_query_duration_seconds_bucket[5m])))",
          legend: "{{node}} {{operation}}",
        },
      ],
      unit: "s",
    },
    {
      title: "How many connections are in use?",
      description: "Total of all API pods.",
      queries: [{ expr: "sum by (node) (gallery_database_pool_active_connections)", legend: "{{node}}" }],
      unit: "short",
    },
    {
      title: "How many queries wait for a connection?",
      description: "Waiting queries. An alert fires if queries wait for five minutes.",
      queries: [{ expr: "sum by (node) (gallery_database_pool_waiting_requests)", legend: "{{node}}" }],
      unit: "short",
      threshold: { value: 1 },
      alerts: ["DatabasePoolExhausted"],
    },
    createRdsPanel("CPUUtilization", {
      title: "How busy are the instances?",
      description: "Metric of RDS, in percent of all CPUs.",
      unit: "percent",
      threshold: { value: 90 },
      alerts: ["DatabaseCpuSaturated"],
    }),
    createRdsPanel(
      "FreeStorageSpace",
      {
        title: "How much storage is free?",
        description: "Metric of RDS. Storage grows automatically up to databaseMaxStorageGib.",
        unit: "decbytes",
        alerts: ["DatabaseStorageLow"],
      },
      "Minimum",
    ),
    createRdsPanel("DatabaseConnections", {
      title: "How many connections does RDS count?",
      description: "Metric of RDS. The application's connections are above.",
      unit: "short",
    }),
    createRdsPanel("ReplicaLag", {
      title: "How much replication lag does RDS report?",
      description:
        "Metric of RDS. Without writes, it can rise to five minutes. The application's metric does not.",
      unit: "s",
    }),
  ],
};
