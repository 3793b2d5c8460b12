/** The pods of the monitoring chart, rendered by Helm with our values. */
import { connections, partNames, parts } from "../../../../k8s/monitoring/connections";
import { nodeExporterNamespace } from "../../../../k8s/monitoring/values";
import { withChart } from "./chart";
import { containersOf, parseObjects, type Rendered, renderChart, workloadsIn } from "./render";
import { values } from "./values";

withChart("the monitoring chart, rendered with our values", () => {
  let workloads: Rendered[];
  beforeAll(async () => {
    workloads = workloadsIn(parseObjects(await renderChart(values)));
  });

  test("creates only pods that Pod Security restricted admits, except the node exporter in its namespace", () => {
    expect(workloads.length).toBeGreaterThan(3);
    for (const workload of workloads) {
      const pod = workload.spec?.template?.spec;
      if (workload.metadata.namespace === nodeExporterNamespace) continue;
      expect(pod?.hostNetwork ?? false).toBe(false);
      for (const { name, securityContext } of containersOf(workload)) {
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

  test("gives its pods the labels and ports that the network policies name", () => {
    // The operator creates the pods of Prometheus and Alertmanager.
    const rendered = partNames.filter((part) => !["prometheus", "alertmanager"].includes(part));
    for (const part of rendered) {
      const selected = workloads.filter(({ spec }) =>
        Object.entries(parts[part]).every(([key, value]) => spec?.template?.metadata.labels?.[key] === value),
      );
      expect([part, selected.map(({ metadata }) => metadata.name)]).toEqual([part, [`monitoring-${part}`]]);
      const open = selected
        .flatMap(containersOf)
        .flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));
      const named = connections.filter(({ to }) => to === part).flatMap(({ ports }) => ports);
      expect(open).toEqual(expect.arrayContaining(named.map(({ port }) => port)));
    }
  });

  test("gives every container requests and limits of memory and ephemeral storage", () => {
    const names = workloads.flatMap((workload) =>
      containersOf(workload).map(({ name, resources }) => {
        const amount = { memory: expect.any(String), "ephemeral-storage": expect.any(String) };
        expect({ name, resources }).toMatchObject({ resources: { requests: amount, limits: amount } });
        return name;
      }),
    );
    expect(names.length).toBeGreaterThan(5);
  });

  test("passes no Secret as an environment variable, and the administrator's password to Grafana alone, as a file", () => {
    const all = workloads.flatMap(containersOf);
    const bySecret = all.filter(({ env }) => env?.some(({ valueFrom }) => valueFrom?.secretKeyRef));
    expect(bySecret.map(({ name }) => name)).toEqual([]);
    const grafana = all.find(({ name }) => name === "grafana");
    expect(grafana?.env).toContainEqual({
      name: "GF_SECURITY_ADMIN_PASSWORD__FILE",
      value: "/etc/secrets/administrator/password",
    });
    expect(grafana?.volumeMounts).toContainEqual(
      expect.objectContaining({ name: "administrator", mountPath: "/etc/secrets/administrator" }),
    );
    const mounting = all.filter(({ volumeMounts }) =>
      volumeMounts?.some(({ name }) => name === "administrator"),
    );
    expect(mounting.map(({ name }) => name)).toEqual(["grafana"]);
  });
});
