/** The Collector in the engine: a stack with it, and a running stack that turns it on and off. */
import { rehearse } from "@groundwork/rehearse/lifecycle/rehearsal";
import { guardRailsOff } from "../../../settings/guard-rails";
import { open, summary } from "./engine";

const on = { telemetry: "otlp", telemetryOtlpUrl: "https://otel.example.com:4318" };

const store = { telemetry: "cloudwatch", telemetryOtlpUrl: "" };

const search = { telemetry: "opensearch" };

test.each([on, store, search])(
  "dev with %j is created, stays unchanged, and is removed completely",
  async (given) => {
    const rehearsed = await open("dev");
    try {
      rehearsed.set(given);
      for await (const { name, surprises } of rehearse({ rehearsed, cloud: rehearsed.cloud, guardRailsOff }))
        expect([name, ...surprises]).toEqual([name]);
    } finally {
      rehearsed.close();
    }
  },
  600_000,
);

test("a running stack gets a Collector, sends elsewhere, and loses it, and nothing that serves requests is deleted or replaced meanwhile", async () => {
  const dev = await open("dev");
  try {
    await dev.run("up");
    const list = () =>
      dev.cloud
        .list()
        .map(({ name, type }) => `${name} (${type})`)
        .sort();
    /** What an update changes or removes. A replacement is one line, and names have no hash. */
    const changes = async () =>
      summary(await dev.run("up"))
        .filter((line) => !/^(create|create-replacement|delete-replaced) /.test(line))
        .map((line) => line.replace(/-[0-9a-f]{10} /, " "));
    const before = list();
    const done: string[] = [];
    dev.cloud.after = ({ kind, type, name }) => {
      done.push(`${kind} ${type.split(":").at(-1)} ${name}`);
    };
    dev.set(on);
    expect(await changes()).toEqual([
      "replace gallery-api (kubernetes:core/v1:ConfigMap)",
      "replace gallery-migration (kubernetes:core/v1:ConfigMap)",
      "replace gallery-web (kubernetes:core/v1:ConfigMap)",
      "update gallery-api (kubernetes:apps/v1:Deployment)",
      "update gallery-web (kubernetes:apps/v1:Deployment)",
      "update monitoring (kubernetes:helm.sh/v3:Release)",
      "update monitoring-policies-prometheus (kubernetes:networking.k8s.io/v1:NetworkPolicy)",
      "update thumbnailer (aws:iam/rolePolicy:RolePolicy)",
      "update thumbnailer (aws:lambda/function:Function)",
    ]);
    // Another share of traces, and another receiver: the gateway's pod is replaced, and nothing else.
    dev.set({ telemetryTracePercent: 1, telemetryOtlpUrl: "https://other.example.com:4318" });
    expect(await changes()).toEqual([
      "replace telemetry-gateway (kubernetes:core/v1:ConfigMap)",
      "update telemetry-gateway (kubernetes:apps/v1:StatefulSet)",
    ]);
    dev.set(store);
    expect(await changes()).toEqual([
      "replace telemetry-gateway (kubernetes:core/v1:ConfigMap)",
      "update telemetry-gateway (kubernetes:apps/v1:StatefulSet)",
      "update telemetry-policies-gateway (kubernetes:networking.k8s.io/v1:NetworkPolicy)",
    ]);
    dev.set(search);
    // The gateway's volume stays.
    expect(await changes()).toEqual([
      "delete telemetry-gateway (kubernetes:core/v1:ServiceAccount)",
      "delete telemetry-store (aws:cloudwatch/logGroup:LogGroup)",
      "delete telemetry-store (aws:eks/podIdentityAssociation:PodIdentityAssociation)",
      "delete telemetry-store (aws:iam/role:Role)",
      "delete telemetry-store (aws:iam/rolePolicy:RolePolicy)",
      "delete telemetry-store (groundwork:infra:ApplicationAccess)",
      "delete telemetry-store (groundwork:infra:Role)",
      "delete telemetry-store (groundwork:infra:TelemetryStore)",
      "replace monitoring-dashboard-gallery (kubernetes:core/v1:ConfigMap)",
      "replace monitoring-dashboard-telemetry (kubernetes:core/v1:ConfigMap)",
      "replace telemetry-gateway (kubernetes:core/v1:ConfigMap)",
      "update monitoring (kubernetes:helm.sh/v3:Release)",
      "update monitoring-policies-grafana (kubernetes:networking.k8s.io/v1:NetworkPolicy)",
      "update monitoring-policies-prometheus (kubernetes:networking.k8s.io/v1:NetworkPolicy)",
      "update telemetry-gateway (kubernetes:apps/v1:StatefulSet)",
      "update telemetry-policies-gateway (kubernetes:networking.k8s.io/v1:NetworkPolicy)",
    ]);
    // Another retention, another size: the setup runs again, Jaeger's pod is replaced, and the domain stays.
    dev.set({ openSearchRetentionDays: 30, openSearchStorageGib: 40 });
    expect(await changes()).toEqual([
      "replace search-jaeger (kubernetes:core/v1:ConfigMap)",
      "replace search-setup (kubernetes:batch/v1:Job)",
      "replace search-setup (kubernetes:core/v1:ConfigMap)",
      "update search (aws:opensearch/domain:Domain)",
      "update search-alarms-storage (aws:cloudwatch/metricAlarm:MetricAlarm)",
      "update search-jaeger (kubernetes:apps/v1:Deployment)",
    ]);
    done.length = 0;
    dev.set({ telemetry: "off", telemetryOtlpUrl: "" });
    await dev.run("up");
    expect(done.indexOf("delete StatefulSet telemetry-gateway")).toBeGreaterThan(
      done.indexOf("update Deployment gallery-api"),
    );
    expect(list()).toEqual(before);
  } finally {
    dev.close();
  }
}, 900_000);
