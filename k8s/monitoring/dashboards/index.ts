import { applications } from "./applications";
import { buildDashboard } from "./build";
import { cluster } from "./cluster";
import { database } from "./database";
import { delivery } from "./delivery";
import { gallery } from "./gallery";
import { monitoring } from "./monitoring";
import { releases } from "./releases";
import { slo } from "./slo";
import type { DashboardSpec } from "./spec";
import { telemetry, withoutJaeger } from "./telemetry";

export const dashboards: readonly DashboardSpec[] = [
  gallery,
  slo,
  database,
  cluster,
  delivery,
  monitoring,
  applications,
  releases,
  telemetry,
];

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
 * @param names of the applications beside the gallery. Default: none, and no dashboard of them
 * @param hasReleases whether versions are released step by step. Default: false
 * @param hasTelemetry whether the Collector of logs and traces runs. Default: false
 * @param hasTraces whether Jaeger runs. Default: false
 */
export function buildDashboardFiles(
  runbooksUrl: string,
  hasGallery = true,
  names: readonly string[] = [],
  hasReleases = false,
  hasTelemetry = false,
  hasTraces = false,
): DashboardFile[] {
  const built = dashboards
    .filter((spec) => hasGallery || !ofGallery.includes(spec))
    .filter((spec) => names.length > 0 || spec !== applications)
    .filter((spec) => hasReleases || spec !== releases)
    .filter((spec) => hasTelemetry || spec !== telemetry)
    .map((spec) => (spec === telemetry && !hasTraces ? withoutJaeger : spec))
    .map((spec) => (spec.variable ? { ...spec, variable: { ...spec.variable, values: names } } : spec));
  return built.map((spec) => ({
    name: spec.name,
    json: `${JSON.stringify(buildDashboard(spec, runbooksUrl, hasTraces), null, 2)}\n`,
  }));
}
