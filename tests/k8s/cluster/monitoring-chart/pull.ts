/** The chart kube-prometheus-stack in the version that the program installs. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runShort } from "@groundwork/rehearse/engine/child";
import { chart } from "../../../../k8s/monitoring/monitoring";

/**
 * Pulls the chart with its dependencies into a temporary folder.
 *
 * @throws Error with Helm's message when its repository does not serve it
 */
export function pullChart(helm: string): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-monitoring-chart-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const { name, version, repository } = chart;
  const source = ["--repo", repository, "--version", version];
  const pull = ["pull", name, ...source, "--destination", folder, "--untar"];
  const { status, stderr } = runShort(helm, pull, { limit: 60_000 });
  if (status === 0) return { path: join(folder, name), remove };
  remove();
  throw new Error(`${repository} does not serve ${name} ${version}: ${stderr.trim().slice(0, 200)}`);
}
