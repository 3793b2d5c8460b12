/** The monitoring chart, rendered by Helm with our values. */
import { join } from "node:path";
import { runOrThrow } from "@groundwork/rehearse/engine/child";
import { ensureHelm } from "@groundwork/testbed/helm";
import { parse } from "yaml";
import { chart } from "../../../../k8s/monitoring/monitoring";
import { chartFolder, unknownValues, withChart } from "./chart";
import { parseObjects, type Rendered, renderChart } from "./render";
import { values } from "./values";

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
    objects = parseObjects(await renderChart(values));
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
      "grafana.podAnnotations",
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
});
