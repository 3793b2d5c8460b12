/** One dashboard a question; the name is part of its address. */
export const dashboardNames = ["gallery", "slo", "database", "cluster", "delivery", "monitoring"] as const;
export type DashboardName = (typeof dashboardNames)[number];
