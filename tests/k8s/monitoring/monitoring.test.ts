import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { writeDashboards } from "@groundwork/rehearse/plan/dashboards";
import { stackOf } from "../stack";

const grafana = {
  grafanaHost: "grafana.example.com",
  grafanaHostedZoneId: "Z0123456789ABCDEFGHIJ",
  grafanaAllowedCidrs: '["198.51.100.0/24"]',
};

function find(resources: readonly EvaluatedResource[], type: string, name?: string): EvaluatedResource {
  const found = resources.find((each) => each.type === type && (name === undefined || each.name === name));
  if (found === undefined) throw new Error(`no ${type} ${name ?? ""}`);
  return found;
}
const release = (resources: readonly EvaluatedResource[]) => find(resources, "kubernetes:helm.sh/v3:Release");
/** A value of the chart by its path; keys can contain dots, so each key is an argument. */
const value = (resources: readonly EvaluatedResource[], ...path: string[]) =>
  path.reduce<unknown>((inner, key) => Object(inner)[key], release(resources).inputs.values);

/** The resources of all containers in the chart's values. A claim of a volume has resources as well, but no limits. */
function findContainerResources(values: unknown, path = ""): { path: string; resources: unknown }[] {
  return Object.entries(Object(values)).flatMap(([key, inner]) =>
    key === "resources" && !path.includes("volumeClaimTemplate") && !Array.isArray(inner)
      ? [{ path, resources: inner }]
      : typeof inner === "object"
        ? findContainerResources(inner, `${path}.${key}`)
        : [],
  );
}

describe("monitoring in the cluster", () => {
  let dev: readonly EvaluatedResource[];
  let prod: readonly EvaluatedResource[];
  beforeAll(async () => {
    dev = (await stackOf("dev")).resources;
    prod = (await stackOf("prod")).resources;
  });

  test("is one release of a pinned chart, of which no component is removed if another does not start", () => {
    expect(release(dev).inputs).toMatchObject({
      chart: "kube-prometheus-stack",
      atomic: false,
      namespace: "monitoring",
    });
    expect(release(dev).inputs.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test.each(["kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy", "coreDns"])(
    "does not look for %s, which EKS hides",
    (component) => {
      expect(value(dev, component)).toEqual({ enabled: false });
    },
  );

  test("contains our rules and none of the chart's, without custom resources", () => {
    expect(value(dev, "defaultRules", "create")).toBe(false);
    expect(Object.keys(Object(value(dev, "additionalPrometheusRulesMap")))).toContain("gallery-slo");
    expect(dev.filter(({ type }) => type.includes("monitoring.coreos.com"))).toEqual([]);
  });

  test("in prod, two replicas of Prometheus and Alertmanager run in different zones; in dev, one", () => {
    const specs = [
      ["prometheus", "prometheusSpec"],
      ["alertmanager", "alertmanagerSpec"],
    ] as const;
    for (const spec of specs) {
      expect([value(dev, ...spec, "replicas"), value(prod, ...spec, "replicas")]).toEqual([1, 2]);
      expect(value(prod, ...spec, "topologySpreadConstraints")).toMatchObject([
        { topologyKey: "topology.kubernetes.io/zone", maxSkew: 1 },
      ]);
    }
  });

  test("Grafana has the memory that version 13 needs, and Go's limit is below the container's", () => {
    const limit = Number(
      /^(\d+)Mi$/.exec(String(value(dev, "grafana", "resources", "limits", "memory")))?.[1],
    );
    const goLimit = Number(/^(\d+)MiB$/.exec(String(value(dev, "grafana", "env", "GOMEMLIMIT")))?.[1]);
    expect(limit).toBeGreaterThanOrEqual(768);
    expect(goLimit).toBeGreaterThanOrEqual(512);
    expect(goLimit).toBeLessThanOrEqual(limit * 0.85);
  });

  test("every component has memory requests and limits", () => {
    const paths = [
      ["prometheusOperator"],
      ["prometheus", "prometheusSpec"],
      ["alertmanager", "alertmanagerSpec"],
      ["grafana"],
      ["grafana", "sidecar"],
      ["kube-state-metrics"],
      ["prometheus-node-exporter"],
    ];
    for (const path of paths)
      expect({ path, ...Object(value(prod, ...path, "resources")) }).toMatchObject({
        requests: { memory: expect.stringMatching(/^\d+Mi$/), cpu: expect.stringMatching(/^\d+m$/) },
        limits: { memory: expect.stringMatching(/^\d+Mi$/) },
      });
  });

  test("Grafana's sidecars read ConfigMaps of one namespace, and kube-state-metrics no Secrets", () => {
    expect(value(dev, "grafana", "rbac")).toEqual({
      create: true,
      namespaced: true,
      useExistingRole: "grafana-sidecar",
    });
    for (const sidecar of ["dashboards", "datasources"])
      expect(value(dev, "grafana", "sidecar", sidecar)).toMatchObject({
        resource: "configmap",
        searchNamespace: "monitoring",
      });
    expect(value(dev, "extraManifests")).toMatchObject([
      { kind: "Role", metadata: { name: "grafana-sidecar" }, rules: [{ resources: ["configmaps"] }] },
    ]);
    const collectors = value(dev, "kube-state-metrics", "collectors");
    expect(collectors).toEqual(
      expect.arrayContaining(["deployments", "horizontalpodautoscalers", "jobs", "nodes", "pods"]),
    );
    expect(collectors).not.toContain("secrets");
    expect(collectors).not.toContain("configmaps");
  });

  test("kube-state-metrics reads every kind of which a rule or dashboard uses a metric", async () => {
    const collectors = value(dev, "kube-state-metrics", "collectors");
    const used = [
      JSON.stringify(release(dev).inputs.values),
      ...dev.map(({ inputs }) => JSON.stringify(inputs.data ?? "")),
    ]
      .flatMap((text) => [...text.matchAll(/\bkube_([a-z]+)_/g)].map(([, kind]) => `${kind}s`))
      .filter((kind) => kind !== "states");
    expect(new Set(used).size).toBeGreaterThan(4);
    expect(
      [...new Set(used)].filter((kind) => !Array.isArray(collectors) || !collectors.includes(kind)),
    ).toEqual([]);
  });

  test("Grafana downloads no plugins, and starts after its data sources are written", () => {
    expect(value(dev, "grafana", "grafana.ini", "plugins")).toEqual({ preinstall_disabled: true });
    // Without restartPolicy, an init container that watches never ends.
    expect(value(dev, "grafana", "sidecar", "datasources")).toMatchObject({
      initDatasources: true,
      restartPolicy: "Always",
      startupProbe: { httpGet: { path: "/healthz" } },
    });
  });

  test("the node exporter is not evicted for other pods", () => {
    expect(value(dev, "prometheus-node-exporter", "priorityClassName")).toBe("system-node-critical");
  });

  test("the node exporter has no capabilities, and gets no more privileges", () => {
    const exporter = value(dev, "prometheus-node-exporter");
    expect(exporter).toMatchObject({
      securityContext: { seccompProfile: { type: "RuntimeDefault" } },
      containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    });
  });

  test("a drain evicts one of two replicas at a time, and a single replica does not block it", () => {
    for (const component of ["prometheus", "alertmanager"]) {
      // With maxUnavailable as well, Kubernetes rejects the budget.
      expect(value(prod, component, "podDisruptionBudget")).toEqual({ enabled: true, minAvailable: 1 });
      expect(value(dev, component, "podDisruptionBudget")).toMatchObject({ enabled: false });
    }
  });

  test("all scrapes have the same interval, cAdvisor's included", () => {
    const interval = value(dev, "prometheus", "prometheusSpec", "scrapeInterval");
    expect(value(dev, "kubelet", "serviceMonitor")).toEqual({ interval, cAdvisorInterval: interval });
  });

  test("alerts never link to localhost", () => {
    for (const stack of [dev, prod]) {
      expect(JSON.stringify(value(stack, "additionalPrometheusRulesMap"))).not.toContain("localhost");
      expect(value(stack, "prometheus", "prometheusSpec", "externalUrl")).not.toContain("localhost");
    }
  });

  test("limits retention by time and size, on the encrypted storage class, with free space on the volume", () => {
    const spec = ["prometheus", "prometheusSpec"] as const;
    expect(value(prod, ...spec, "retention")).toBe("35d");
    expect(value(prod, ...spec, "retentionSize")).toBe("80GiB");
    expect(value(prod, ...spec, "storageSpec", "volumeClaimTemplate", "spec")).toMatchObject({
      storageClassName: "gp3-encrypted",
      resources: { requests: { storage: "100Gi" } },
    });
  });

  test("every container has requests and limits of ephemeral storage", () => {
    const containers = findContainerResources(value(dev));
    expect(containers.length).toBeGreaterThan(7);
    for (const { path, resources } of containers)
      expect({ path, resources }).toMatchObject({
        resources: {
          requests: { "ephemeral-storage": "64Mi" },
          limits: { "ephemeral-storage": expect.stringMatching(/^\d+Mi$/) },
        },
      });
  });

  test("has no default password: Grafana's is generated, and a secret", () => {
    expect(value(dev, "grafana", "admin")).toMatchObject({ existingSecret: "grafana-admin" });
    expect(JSON.stringify(release(dev).inputs)).not.toMatch(/prom-operator|adminPassword/);
    const secret = find(dev, "kubernetes:core/v1:Secret", "monitoring-grafana");
    expect(secret.secrets).toContain("stringData");
    expect(Object(secret.inputs.stringData).password).toMatch(/^[\w-]{32}$/);
  });

  test("its namespace admits only restricted pods; the node exporter has a separate namespace", () => {
    const level = (name: string) =>
      Object(Object(find(dev, "kubernetes:core/v1:Namespace", name).inputs.metadata).labels)[
        "pod-security.kubernetes.io/enforce"
      ];
    expect([level("monitoring"), level("monitoring-nodes")]).toEqual(["restricted", "privileged"]);
    expect(value(dev, "prometheus-node-exporter", "namespaceOverride")).toBe("monitoring-nodes");
    expect(value(dev, "grafana", "initChownData", "enabled")).toBe(false);
  });

  test("without a setting, nothing outside the cluster can connect", () => {
    const ours = dev.filter(({ inputs }) => Object(inputs.metadata).namespace === "monitoring");
    expect(ours.filter(({ type }) => /:(Ingress|Service)$/.test(type))).toEqual([]);
  });

  test("with a host, Grafana is served over HTTPS, for the listed addresses, and requires sign-in", async () => {
    const { resources, outputs } = await stackOf("dev", grafana);
    const ingress = find(resources, "kubernetes:networking.k8s.io/v1:Ingress", "monitoring");
    expect(Object(ingress.inputs.metadata).annotations).toMatchObject({
      "alb.ingress.kubernetes.io/inbound-cidrs": "198.51.100.0/24",
      "alb.ingress.kubernetes.io/ssl-redirect": "443",
    });
    expect(value(resources, "grafana", "grafana.ini")).toMatchObject({
      server: { root_url: "https://grafana.example.com" },
      "auth.anonymous": { enabled: false },
      security: { cookie_secure: true },
    });
    expect(outputs.grafanaUrl).toBe("https://grafana.example.com");
    const names = resources
      .filter(({ type }) => type === "aws:route53/record:Record")
      .map(({ inputs }) => inputs.name);
    expect(names).toContain("grafana.example.com");
  });

  test("the URL of a webhook is in a Secret, and Alertmanager reads it from a file", async () => {
    const url = "https://hooks.example.com/services/T0/B0/unguessable";
    const { resources } = await stackOf("dev", { alertWebhookUrl: url });
    expect(JSON.stringify(release(resources).inputs)).not.toContain("unguessable");
    expect(JSON.stringify(value(resources, "alertmanager", "config"))).toContain(
      "/etc/alertmanager/secrets/alert-webhook/url",
    );
    const secret = find(resources, "kubernetes:core/v1:Secret", "monitoring-webhook");
    expect(secret.secrets).toContain("stringData");
  });

  test("dashboards are found by Grafana through a label, and are also written as files", () => {
    const folder = mkdtempSync(join(tmpdir(), "groundwork-dashboards-"));
    try {
      expect(writeDashboards(folder, dev)).toBe(6);
      expect(readdirSync(folder)).toContain("database.json");
      expect(JSON.parse(readFileSync(join(folder, "slo.json"), "utf8"))).toMatchObject({
        uid: "groundwork-slo",
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("the delivery of alerts", () => {
  let resources: readonly EvaluatedResource[];
  beforeAll(async () => {
    ({ resources } = await stackOf("prod"));
  });
  const statements = (name: string): { Action: string[]; Resource: unknown }[] =>
    JSON.parse(String(find(resources, "aws:iam/rolePolicy:RolePolicy", name).inputs.policy)).Statement;

  test("topics are encrypted with a key that CloudWatch may use", () => {
    for (const topic of ["alerting", "alerting-heartbeat"])
      expect(find(resources, "aws:sns/topic:Topic", topic).inputs.kmsMasterKeyId).toMatch(/^arn:aws:kms:/);
    const key = find(resources, "aws:kms/key:Key", "alerting");
    expect(String(key.inputs.policy)).toContain("cloudwatch.amazonaws.com");
  });

  test("Alertmanager can only publish to its topics", () => {
    const actions = statements("alerting-alertmanager").flatMap(({ Action }) => Action);
    expect(actions).toEqual(["sns:Publish", "kms:Decrypt", "kms:GenerateDataKey"]);
    expect(statements("alerting-alertmanager").map(({ Resource }) => Resource)).not.toContain("*");
  });

  test("Grafana can only read", () => {
    const actions = statements("alerting-grafana").flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !/:(Describe|List|Get)/.test(action))).toEqual([]);
  });

  test("both get their permissions from Pod Identity, through the service accounts that the chart creates", () => {
    const accounts = resources
      .filter(
        ({ type, inputs }) => type.endsWith(":PodIdentityAssociation") && inputs.namespace === "monitoring",
      )
      .map(({ inputs }) => inputs.serviceAccount);
    expect(accounts.sort()).toEqual([
      value(resources, "alertmanager", "serviceAccount", "name"),
      value(resources, "grafana", "serviceAccount", "name"),
    ]);
  });

  test("a CloudWatch alarm notifies when the heartbeat stops, and not during a first up, before there was one", () => {
    const { inputs } = find(resources, "aws:cloudwatch/metricAlarm:MetricAlarm", "alerting-silence");
    const { arn } = find(resources, "aws:sns/topic:Topic", "alerting").outputs;
    expect(inputs).toMatchObject({
      metricName: "NumberOfMessagesPublished",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
    });
    // A new alarm is in INSUFFICIENT_DATA. It evaluates one more period than these three, and acts when its state changes.
    const heartbeats = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1];
    expect(notifications(inputs, heartbeats)).toEqual([
      { period: 6, state: "OK", to: [arn] },
      { period: 13, state: "INSUFFICIENT_DATA", to: [arn] },
      { period: 16, state: "OK", to: [arn] },
    ]);
  });

  test("no alarm treats missing data as breaching: it would fire during a first up", () => {
    const alarms = resources.filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");
    expect(alarms.length).toBeGreaterThan(0);
    expect(alarms.filter(({ inputs }) => inputs.treatMissingData === "breaching")).toEqual([]);
  });

  test("every database instance has its alarms, which use the same topic", () => {
    const alarms = resources.filter(
      ({ name, type }) => type.endsWith(":MetricAlarm") && name.startsWith("database"),
    );
    expect(alarms).toHaveLength(2 * 4);
    const { arn } = find(resources, "aws:sns/topic:Topic", "alerting").outputs;
    for (const { inputs } of alarms) expect(inputs.alarmActions).toEqual([arn]);
  });
});

test.each([
  [{ sloAvailabilityPercent: "90" }, "95 to 99.99"],
  [{ sloLatencyMs: "300" }, "100, 250, 500, 1000 or 2500"],
  [{ monitoringRetentionDays: "15" }, "31 to 400"],
  [{ alertEmails: '["not-an-address"]' }, "an e-mail address"],
  [{ alertWebhookUrl: "http://hooks.example.com/x" }, "https://"],
  [{ runbooksUrl: "docs/runbooks" }, "https://"],
  [{ grafanaHost: "grafana.example.com" }, "hosted zone"],
  [{ ...grafana, grafanaAllowedCidrs: "[]" }, "at least one block"],
  [{ ...grafana, grafanaAllowedCidrs: '["0.0.0.0/0"]' }, "must not be open"],
  [
    { galleryHost: "grafana.example.com", galleryHostedZoneId: "Z0123456789ABCDEFGHIJ", ...grafana },
    "a host name that the gallery does not use",
  ],
])("%j is rejected with the allowed values", async (changes, said) => {
  await expect(stackOf("dev", changes)).rejects.toThrow(said);
});

/**
 * What an alarm with a threshold of at least 1 message sends, for the number of messages in each period; 0 is a missing data point.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
function notifications(alarm: Readonly<Record<string, unknown>>, messages: readonly number[]) {
  const actions: Readonly<Record<string, unknown>> = {
    OK: alarm.okActions,
    ALARM: alarm.alarmActions,
    INSUFFICIENT_DATA: alarm.insufficientDataActions,
  };
  let state = "INSUFFICIENT_DATA";
  return messages.flatMap((_, period) => {
    const evaluated = messages.slice(Math.max(0, period - Number(alarm.evaluationPeriods)), period + 1);
    const silent = alarm.treatMissingData === "breaching" ? "ALARM" : "INSUFFICIENT_DATA";
    const next = evaluated.some((count) => count > 0) ? "OK" : silent;
    const changed = next !== state;
    state = next;
    return changed ? [{ period, state, to: actions[state] ?? [] }] : [];
  });
}
