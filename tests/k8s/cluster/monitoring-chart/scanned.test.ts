/** kube-score and checkov scan the objects of the monitoring chart with prod's values, beside the program's objects of its namespaces. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderManifests, writeManifests } from "@groundwork/rehearse/plan/manifests";
import { findCheckov, scanWithCheckov } from "@groundwork/testbed/manifest-scanners/checkov";
import type { Finding } from "@groundwork/testbed/manifest-scanners/finding";
import { ensureKubeScore, scanWithKubeScore } from "@groundwork/testbed/manifest-scanners/kube-score";
import { nodeExporterNamespace } from "../../../../k8s/monitoring/values";
import { namespace } from "../../../../k8s/monitoring/values/common";
import { stackOf } from "../../stack";
import { exceptionsOfChart } from "../scanners/exceptions";
import { findUnexplained, findUnused } from "../scanners/match";
import { withChart } from "./chart";
import { renderChart } from "./render";

/** Everything that the chart can contain. */
const allParts = {
  grafanaHost: "grafana.example.com",
  grafanaHostedZoneId: "Z0123456789ABCDEFGHIJ",
  grafanaAllowedCidrs: '["198.51.100.0/24"]',
  alertWebhookUrl: "https://hooks.example.com/services/T0",
  prometheusRemoteWriteUrl: "https://metrics.example.com/api/v1/push",
};

withChart("the objects of the monitoring chart", () => {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-scanned-"));
  const all: Finding[] = [];
  let kubeScore: string;

  beforeAll(async () => {
    kubeScore = await ensureKubeScore((line) => process.stderr.write(`${line}\n`));
    const { resources } = await stackOf("prod", allParts);
    // kube-score looks for the policies that select a pod, and for the Service of an Ingress.
    const names = [namespace, nodeExporterNamespace];
    writeManifests(
      folder,
      renderManifests(resources).filter(({ namespace: own }) => names.includes(own ?? "")),
    );
    const release = resources.find(({ type }) => type === "kubernetes:helm.sh/v3:Release");
    writeFileSync(join(folder, "chart.yaml"), await renderChart(release?.inputs.values));
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ["kube-score", 100, () => scanWithKubeScore(kubeScore, folder, "v1.36")],
    ["checkov", 200, () => scanWithCheckov(findCheckov(), folder)],
  ])("have no findings of %s without an exception", (_scanner, leastChecks, scan) => {
    const { checks, findings } = scan();
    all.push(...findings);
    expect(findUnexplained(findings, exceptionsOfChart)).toEqual([]);
    expect(checks).toBeGreaterThan(leastChecks);
  });

  test("need every exception that is listed for them", () => {
    expect(findUnused(all, exceptionsOfChart)).toEqual([]);
  });
});
