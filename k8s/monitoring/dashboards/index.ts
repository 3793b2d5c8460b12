import { build } from "./build";
import { cluster } from "./cluster";
import { database } from "./database";
import { delivery } from "./delivery";
import { gallery } from "./gallery";
import { monitoring } from "./monitoring";
import { slo } from "./slo";
import type { DashboardSpec } from "./spec";

export const dashboards: readonly DashboardSpec[] = [gallery, slo, database, cluster, delivery, monitoring];

/** A dashboard as a file that Grafana can import. */
export interface DashboardFile {
  readonly name: string;
  readonly json: string;
}

/**
 * Every dashboard as a file.
 * @param runbooksUrl folder of the runbooks, without a slash at its end
 */
export function dashboardFiles(runbooksUrl: string): DashboardFile[] {
  return dashboards.map((spec) => ({
    name: spec.name,
    json: `${JSON.stringify(build(spec, runbooksUrl), null, 2)}\n`,
  }));
}
