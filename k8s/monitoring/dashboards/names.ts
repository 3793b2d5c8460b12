/** Names of the dashboards, which are part of their URLs. */
export const dashboardNames = ["gallery", "slo", "database", "cluster", "delivery", "monitoring"] as const;
/** A stack with applications beside the gallery has one more, and so has one with releases step by step, and one with a Collector. */
export type DashboardName = (typeof dashboardNames)[number] | "applications" | "releases" | "telemetry";
