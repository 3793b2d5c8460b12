import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ResolvedResource } from "./manifests";

/** Folder of a stack's dashboards, relative to the project's folder. */
export function dashboardFolder(stack: string): string {
  return join("out", stack, "dashboards");
}

/**
 * Writes the dashboards of the resources into a folder, in the format of Grafana's import. Deletes the folder's previous
 * content.
 * @returns the number of dashboards
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
