import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ResolvedResource } from "./manifests";

/** Where a stack's dashboards go, from the project's folder. */
export function dashboardFolder(stack: string): string {
  return join("out", stack, "dashboards");
}

/**
 * Writes the dashboards among the resources, as Grafana's own import takes them, into a folder that afterwards holds
 * nothing else.
 * @returns how many there are
 */
export function writeDashboards(folder: string, resources: readonly ResolvedResource[]): number {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = resources.filter(isDashboard).flatMap(({ outputs }) => Object.entries(Object(outputs.data)));
  for (const [file, json] of files) writeFileSync(join(folder, file), String(json));
  return files.length;
}

function isDashboard({ type, outputs }: ResolvedResource): boolean {
  return (
    type === "kubernetes:core/v1:ConfigMap" &&
    Object(Object(outputs.metadata).labels).grafana_dashboard === "1"
  );
}
