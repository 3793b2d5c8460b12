import { buildDashboard } from "./build";
import { cluster } from "./cluster";
import { database } from "./database";
import { delivery } from "./delivery";
import { gallery } from "./gallery";
import { monitoring } from "./monitoring";
import { slo } from "./slo";
import type { DashboardSpec } from "./spec";

export const dashboards: readonly DashboardSpec[] = [gallery, slo, database, cluster, delivery, monitoring];

/** Dashboards of the gallery. Database has the panels of RDS as well. */
const ofGallery = [gallery, slo, delivery];

/** A dashboard as a JSON file that Grafana can import. */
export interface DashboardFile {
  readonly name: string;
  readonly json: string;
}

/**
 * Builds the files of the dashboards.
 * @param runbooksUrl URL of the folder with the runbooks, without a trailing slash
 * @param hasGallery whether the stack runs the gallery. Default: true
 */
export function buildDashboardFiles(runbooksUrl: string, hasGallery = true): DashboardFile[] {
  const built = dashboards.filter((spec) => hasGallery || !ofGallery.includes(spec));
  return built.map((spec) => ({
    name: spec.name,
    json: `${JSON.stringify(buildDashboard(spec, runbooksUrl), null, 2)}\n`,
  }));
}
