/** The monitoring chart, rendered by Helm with our values. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runOrThrow } from "@groundwork/rehearse/engine/child";
import { ensureHelm } from "@groundwork/testbed/helm";
import { parse, parseAllDocuments, stringify } from "yaml";
import { chart } from "../../../../k8s/monitoring/monitoring";
import { buildChartValues, nodeExporterNamespace } from "../../../../k8s/monitoring/values";
import { getWebhookUrlFile } from "../../../../k8s/monitoring/values/alertmanager";
import { namespace } from "../../../../k8s/monitoring/values/common";
import { links, options } from "../../monitoring/prometheus/options";
import { chartFolder, unknownValues, withChart } from "./chart";

interface Rendered {
  readonly kind: string;
  readonly rules?: readonly { readonly resources?: readonly string[] }[];
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: { readonly template?: { readonly spec: Pod } };
}
interface Pod {
  readonly hostNetwork?: boolean;
  readonly priorityClassName?: string;
  readonly securityContext?: Security;
  readonly containers: { readonly name: string; readonly securityContext?: Security }[];
  readonly initContainers?: { readonly name: string; readonly securityContext?: Security }[];
}
interface Security {
  readonly runAsNonRoot?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly drop?: readonly string[] };
  readonly seccompProfile?: { readonly type: string };
}

const values = buildChartValues({
  ...options,
  galleryNamespace: "gallery",
  applications: [],
  releases: undefined,
  links,
  replicas: 2,
  retentionDays: 35,
  storageGib: 20,
  memoryMib: 2048,
  receivers: {
    sns: {
      topicArn: "arn:aws:sns:us-east-1:111122223333:alerts",
      heartbeatTopicArn: "arn:aws:sns:us-east-1:111122223333:heartbeat",
      region: "us-east-1",
    },
    webhookUrlFile: getWebhookUrlFile("alert-webhook"),
  },
  webhookSecret: "alert-webhook",
  remoteWrite: {
    url: "https://metrics.example.com/api/v1/push",
    clusterName: "groundwork-dev",
    secret: "remote-write",
  },
  grafanaSecret: "grafana-admin",
  grafanaHost: "grafana.example.com",
  region: "us-east-1",
});
test("values that a chart would ignore are reported", () => {
  const known = { prometheus: { replicas: 1, labels: {} } };
  expect(unknownValues({ prometheus: { replica: 2, labels: { any: "thing" } }, grafna: 1 }, known)).toEqual([
    "prometheus.replica",
    "grafna",
  ]);
});

withChart("the monitoring chart, rendered with our values", () => {
  let objects: Rendered[];
  let program: string;
  const helm = (...args: string[]) => runOrThrow(program, args, { limit: 60_000 });

  beforeAll(async () => {
    program = await ensureHelm();
    const folder = mkdtempSync(join(tmpdir(), "groundwork-rendered-"));
    try {
      const file = join(folder, "values.yaml");
      writeFileSync(file, stringify(values));
      const out = helm(
        "template",
        "monitoring",
        chartFolder,
        "-n",
        namespace,
        "--kube-version",
        "1.36.0",
        "-f",
        file,
      );
      objects = parseAllDocuments(out).flatMap((document): Rendered[] => document.toJS() ?? []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("has the version that the program installs", () => {
    expect(parse(helm("show", "chart", chartFolder))).toMatchObject({
      name: chart.name,
      version: chart.version,
    });
  });

  test("accepts every value that we set, itself or in a subchart", () => {
    const known = parse(helm("show", "values", chartFolder));
    // In the chart's values as a comment only.
    const commented = [
      "prometheus-node-exporter.priorityClassName",
      "grafana.rbac.useExistingRole",
      "grafana.sidecar.datasources.restartPolicy",
      "grafana.sidecar.datasources.startupProbe",
    ];
    const charts = ["kube-state-metrics", "prometheus-node-exporter", "grafana"];
    const isOf = (chart: string) => (name: string) => name.startsWith(`${chart}.`);
    const unknown = unknownValues(values, known).filter((name) => !charts.some((chart) => isOf(chart)(name)));
    expect(unknown).toEqual([]);
    for (const chart of charts) {
      const inner = { [chart]: parse(helm("show", "values", join(chartFolder, "charts", chart))) };
      const byOuter = unknownValues(values, known)
        .filter(isOf(chart))
        .filter((name) => !commented.includes(name));
      expect(unknownValues(values, inner).filter((name) => byOuter.includes(name))).toEqual([]);
    }
  });

  test("renders our rules and no others, and no scrape of components that EKS hides", () => {
    const names = (kind: string) =>
      objects.filter((each) => each.kind === kind).map(({ metadata }) => metadata.name);
    expect(names("PrometheusRule").sort()).toEqual(
      Object.keys(values.additionalPrometheusRulesMap)
        .map((name) => `monitoring-${name}`)
        .sort(),
    );
    expect(
      names("ServiceMonitor").filter((name) =>
        /etcd|scheduler|controller-manager|proxy|dns|apiserver/.test(name),
      ),
    ).toEqual([]);
    expect(names("ServiceMonitor")).toContain("monitoring-kubelet");
  });

  test("creates the Service that Grafana's Ingress uses", () => {
    const service = objects.find(
      ({ kind, metadata }) => kind === "Service" && metadata.name === "monitoring-grafana",
    );
    expect(service).toMatchObject({ spec: { ports: [{ port: 80, targetPort: "grafana" }] } });
  });

  test("creates no Secret with a default password", () => {
    expect(
      objects.filter(({ kind }) => kind === "Secret").map((each) => JSON.stringify(each)),
    ).not.toContainEqual(expect.stringMatching(/admin-password/));
  });

  test("grants no component access to Secrets, except the operator, which writes Prometheus's configuration to one", () => {
    const roles = objects.filter(({ kind }) => /^(Cluster)?Role$/.test(kind));
    expect(roles.length).toBeGreaterThan(3);
    const reading = roles.filter(({ rules }) =>
      rules?.some(({ resources = [] }) => resources.includes("secrets") || resources.includes("*")),
    );
    expect(reading.map(({ metadata }) => metadata.name)).toEqual(["monitoring-operator"]);
  });

  test("creates only pods that Pod Security restricted admits, except the node exporter in its namespace", () => {
    const workloads = objects.filter(({ kind }) => /^(Deployment|DaemonSet|StatefulSet|Job)$/.test(kind));
    expect(workloads.length).toBeGreaterThan(3);
    for (const { metadata, spec } of workloads) {
      const pod = spec?.template?.spec;
      if (metadata.namespace === nodeExporterNamespace) continue;
      expect(pod?.hostNetwork ?? false).toBe(false);
      for (const { name, securityContext } of [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])]) {
        const security = { ...pod?.securityContext, ...securityContext };
        expect({ name, ...security }).toMatchObject({
          runAsNonRoot: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
          seccompProfile: { type: "RuntimeDefault" },
        });
      }
    }
    const exporter = workloads.find(({ kind }) => kind === "DaemonSet");
    expect(exporter?.spec?.template?.spec.priorityClassName).toBe("system-node-critical");
    expect(
      workloads.filter(({ kind }) => kind === "DaemonSet").map(({ metadata }) => metadata.namespace),
    ).toEqual([nodeExporterNamespace]);
  });
});
