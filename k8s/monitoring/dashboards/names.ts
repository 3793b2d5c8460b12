/** Names of the dashboards, which are part of their URLs. */
export const dashboardNames = ["gallery", "slo", "database", "cluster", "delivery", "monitoring"] as const;
export type DashboardName = (typeof dashboardNames)[number];
