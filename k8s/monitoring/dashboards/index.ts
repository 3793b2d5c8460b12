import { buildDashboard } from "./build";
import { cluster } from "./cluster";
import { database } from "./database";
import { delivery } from "./delivery";
import { gallery } from "./gallery";
import { monitoring } from "./monitoring";
import { slo } from "./slo";
import type { DashboardSpec } from "./spec";

export const dashboards: readonly DashboardSpec[] = [gallery, slo, database, cluster, delivery, monitoring];

/** A dashboard as a JSON file that Grafana can import. */
export interface DashboardFile {
  readonly name: string;
  readonly json: string;
}

/**
 * Builds the files of all dashboards.
 * @param runbooksUrl URL of the folder with the runbooks, without a trailing slash
 */
export function buildDashboardFiles(runbooksUrl: string): DashboardFile[] {
  return dashboards.map((spec) => ({
    name: spec.name,
    json: `${JSON.stringify(buildDashboard(spec, runbooksUrl), null, 2)}\n`,
  }));
}
