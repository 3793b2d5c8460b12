/** A copy of the platform whose chart is a small one in its folder: the cluster's tests reach no chart repository. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyPlatform } from "../../../index/platform-copy";

const config = `import * as pulumi from "@pulumi/pulumi";
import original from "./platform.config";

const program = () => {
  // Without an engine, the plan, there are no transforms.
  if (pulumi.runtime.getEngine() === undefined) return original.program();
  pulumi.runtime.registerResourceTransform(({ type, props, opts }) => {
    if (type !== "kubernetes:helm.sh/v3:Release") return undefined;
    const { repositoryOpts: _, version: __, ...others } = props;
    return { props: { ...others, chart: ${JSON.stringify("CHART")} }, opts };
  });
  return original.program();
};
export default { ...original, program };
`;

// A role outside the namespace, which Helm creates and a killed rehearsal would leave.
const template = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "example.com/web:1" }] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: rehearsed-chart }
rules: []
`;

/** Copies the platform. Remove its folder at the end. */
export function projectWithSmallChart() {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-real-kubernetes-"));
  copyPlatform(folder);
  const chart = join(folder, "chart");
  mkdirSync(join(chart, "templates"), { recursive: true });
  writeFileSync(join(chart, "Chart.yaml"), "apiVersion: v2\nname: small\nversion: 1.0.0\n");
  writeFileSync(join(chart, "templates", "all.yaml"), template);
  renameSync(join(folder, "rehearse.config.ts"), join(folder, "platform.config.ts"));
  writeFileSync(join(folder, "rehearse.config.ts"), config.replace("CHART", chart));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
