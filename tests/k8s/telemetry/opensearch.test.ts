/** `telemetry: opensearch` as `up` creates it. */
import type { EvaluatedResource, Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { valueAt } from "@groundwork/rehearse/cloud/paths";
import { readStackConfig } from "@groundwork/rehearse/project/files";
import { jaegerVersion } from "@groundwork/testbed/jaeger/index";
import { podsOf } from "../../../k8s/network-peers";
import { agent, gateway, jaeger, searchSetup } from "../../../k8s/telemetry/addresses";
import { jaegerImage } from "../../../k8s/telemetry/pods";
import { allowRoles } from "../../../k8s/telemetry/search-access";
import { storedRequests } from "../../../k8s/telemetry/stored-requests";
import { checkPolicies } from "../../../policy/results";
import { policySettings } from "../../../policy/settings";
import { all, evaluated, one, statements } from "../../evaluated";
import { testProject, testProjectName } from "../../project/test-project";

const on = { telemetry: "opensearch", openSearchNodes: 3, openSearchInstanceType: "m6g.large.search" };
const DOMAIN = "aws:opensearch/domain:Domain";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const NAMED = "kubernetes:networking.k8s.aws/v1alpha1:ApplicationNetworkPolicy";

let prod: Evaluation;
let byName: Evaluation;
beforeAll(async () => {
  prod = await evaluated("prod", { changes: on });
  byName = await evaluated("prod", { changes: { ...on, egressBy: "names" } });
}, 120_000);

const find = (evaluation: Evaluation, type: string, name: string): EvaluatedResource["inputs"] => {
  const found = all(evaluation, type).find(({ inputs }) => valueAt(inputs, "metadata.name") === name);
  if (found === undefined) throw new Error(`no ${type} ${name}`);
  return found.inputs;
};
const domain = () => one(prod, DOMAIN, "search");
const dataOf = (name: string): Record<string, string> =>
  Object(one(prod, "kubernetes:core/v1:ConfigMap", name).inputs.data);
const files = () => dataOf("search-setup");
const configOf = (name: string) => JSON.parse(dataOf(name)["config.json"] ?? "");
/** The body of the request to a path. */
const sent = (path: string) => {
  const [, file = ""] = new RegExp(`'${path}'.*? (\\d+\\.json)`).exec(files()["setup.sh"] ?? "") ?? [];
  return JSON.parse(files()[file] ?? "null");
};

test.each(["dev", "prod"])("%s complies with every policy", async (stack) => {
  const { config: given } = readStackConfig(testProject, stack);
  const { resources } = await evaluated(stack, { changes: { telemetry: "opensearch" } });
  expect(checkPolicies(resources, policySettings(given, testProjectName))).toEqual([]);
});

test("the domain is in private subnets, one a zone, encrypted, with TLS 1.2, and without a password", () => {
  const key = one(prod, "aws:kms/key:Key", "platform").outputs.arn;
  const subnets = all(prod, "aws:ec2/subnet:Subnet").filter(({ inputs }) => !inputs.mapPublicIpOnLaunch);
  const used = Object(valueAt(domain().inputs, "vpcOptions.subnetIds"));
  expect(subnets.map(({ id }) => id)).toEqual(expect.arrayContaining(used));
  expect(
    new Set(subnets.filter(({ id }) => used.includes(id)).map(({ inputs }) => inputs.availabilityZone)).size,
  ).toBe(3);
  expect(domain().inputs).toMatchObject({
    encryptAtRest: { enabled: true, kmsKeyId: key },
    nodeToNodeEncryption: { enabled: true },
    domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },
    clusterConfig: { instanceCount: 3, zoneAwarenessConfig: { availabilityZoneCount: 3 } },
  });
  expect(JSON.stringify(domain().inputs)).not.toMatch(/password/i);
});

test("only pods of the cluster connect, and only signed requests of four roles are taken", () => {
  const [rule, ...others] = all(prod, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").filter(
    ({ inputs }) =>
      Object(valueAt(domain().inputs, "vpcOptions.securityGroupIds")).includes(inputs.securityGroupId),
  );
  expect(others).toEqual([]);
  expect(rule?.inputs).toMatchObject({
    fromPort: 443,
    toPort: 443,
    referencedSecurityGroupId: expect.any(String),
  });
  const [statement] = statements(domain().inputs.accessPolicies);
  expect(statement).toMatchObject({ Action: ["es:ESHttp*"], Resource: [`${domain().outputs.arn}/*`] });
  const roles = all(prod, "aws:iam/role:Role").map(({ name, outputs }) => [outputs.arn, name]);
  const named = Object.fromEntries(roles);
  expect(
    Object(statement)
      .Principal.AWS.map((arn: string) => named[arn])
      .sort(),
  ).toEqual(["alerting-grafana", "search-gateway", "search-jaeger", "search-setup"]);
});

test("each role reaches the domain alone, and the gateway writes only", () => {
  const actionsOf = (name: string) => {
    const [statement] = statements(one(prod, "aws:iam/rolePolicy:RolePolicy", name).inputs.policy);
    expect(Object(statement).Resource).toEqual([`${domain().outputs.arn}/*`]);
    return Object(statement).Action;
  };
  expect(actionsOf("search-gateway")).toEqual(["es:ESHttpPost"]);
  expect(actionsOf("search-grafana")).toEqual(["es:ESHttpGet", "es:ESHttpPost"]);
  for (const name of ["search-setup", "search-jaeger"])
    expect(actionsOf(name)).not.toContain("es:ESHttpDelete");
});

test("the domain gives each role what it needs: the gateway reads nothing, and Grafana writes nothing", () => {
  const permitted = (client: string) => sent(`/_plugins/_security/api/roles/platform-${client}`);
  expect(permitted("gateway").index_permissions).toEqual([
    {
      index_patterns: ["logs-containers*", ".ds-logs-containers*"],
      allowed_actions: ["write", "create_index"],
    },
  ]);
  expect(permitted("jaeger").index_permissions).toEqual([
    { index_patterns: ["jaeger-*"], allowed_actions: ["crud", "create_index"] },
  ]);
  expect(JSON.stringify(permitted("grafana"))).not.toMatch(/write|crud|create|manage/);
  for (const [client, name] of Object.entries({ gateway: "search-gateway", grafana: "alerting-grafana" })) {
    const { arn } = one(prod, "aws:iam/role:Role", name).outputs;
    expect(sent(`/_plugins/_security/api/rolesmapping/platform-${client}`)).toMatchObject({
      backend_roles: expect.arrayContaining([arn]),
    });
  }
});

test("the domain knows a role by its ARN, and by the one without its path", () => {
  const arn = "arn:aws-cn:iam::111122223333:role/groundwork/prod/gateway";
  expect(allowRoles({ gateway: arn, jaeger: "arn:aws:iam::111122223333:role/jaeger" })).toEqual(
    expect.arrayContaining([
      {
        path: "/_plugins/_security/api/rolesmapping/platform-gateway",
        body: { backend_roles: [arn, "arn:aws-cn:iam::111122223333:role/gateway"] },
      },
      {
        path: "/_plugins/_security/api/rolesmapping/platform-jaeger",
        body: { backend_roles: ["arn:aws:iam::111122223333:role/jaeger"] },
      },
    ]),
  );
});

test("logs and traces are deleted after openSearchRetentionDays", () => {
  for (const [name, condition] of Object.entries({ logs: "min_rollover_age", traces: "min_index_age" })) {
    const [open, remove] = sent(`/_plugins/_ism/policies/platform-${name}`).policy.states;
    expect(open.transitions).toEqual([{ state_name: "delete", conditions: { [condition]: "14d" } }]);
    expect(remove.actions).toEqual([{ delete: {} }]);
  }
});

test("each index has a copy, unless the domain has one node", async () => {
  const replicas = ({ data }: { data?: unknown }) =>
    Object.values(Object(data))
      .map((text) => /"index.number_of_replicas":(\d)/.exec(String(text))?.[1])
      .find(Boolean);
  expect(replicas(one(prod, "kubernetes:core/v1:ConfigMap", "search-setup").inputs)).toBe("1");
  const small = await evaluated("dev", { changes: { telemetry: "opensearch" } });
  expect(replicas(one(small, "kubernetes:core/v1:ConfigMap", "search-setup").inputs)).toBe("0");
  expect(valueAt(one(small, DOMAIN, "search").inputs, "clusterConfig")).not.toHaveProperty(
    "zoneAwarenessEnabled",
  );
});

test("logs go to the domain, signed, and traces to Jaeger; both wait in a queue on disk", () => {
  const { exporters, extensions, service } = configOf("telemetry-gateway");
  const url = `https://${domain().outputs.endpoint}`;
  expect(extensions.sigv4auth).toEqual({ region: "us-east-1", service: "es" });
  expect(service.extensions).toContain("sigv4auth");
  expect(exporters["otlp_http/opensearch"]).toMatchObject({
    logs_endpoint: `${url}/logs-containers/_doc`,
    auth: { authenticator: "sigv4auth" },
  });
  expect(exporters["otlp_grpc/jaeger"].endpoint).toBe("jaeger.telemetry-search.svc:4317");
  for (const exporter of Object.values<{ sending_queue: object }>(exporters))
    expect(exporter.sending_queue).toMatchObject({ storage: "file_storage", sizer: "bytes" });
  expect(service.pipelines.logs.exporters).toEqual(["otlp_http/opensearch"]);
  expect(service.pipelines.traces.exporters).toEqual(["otlp_grpc/jaeger"]);
  const { backends } = configOf("search-jaeger").extensions.jaeger_storage;
  expect(backends.opensearch.opensearch).toMatchObject({
    server_urls: [url],
    auth: { authenticator: "sigv4auth" },
    max_span_age: "336h",
  });
});

test("pods reach the domain and their credentials, and nothing else outside of the cluster", () => {
  const identity = {
    to: [{ ipBlock: { cidr: "169.254.170.23/32" } }],
    ports: [{ protocol: "TCP", port: 80 }],
  };
  for (const { name } of [jaeger, searchSetup]) {
    const [toDomain, ...others] = Object(valueAt(find(prod, POLICY, name), "spec.egress"));
    expect(toDomain.ports).toEqual([{ protocol: "TCP", port: 443 }]);
    for (const { ipBlock } of toDomain.to) expect(ipBlock.cidr).toMatch(/^10\.1\./);
    expect(others).toEqual([identity]);
    expect(valueAt(find(byName, POLICY, name), "spec.egress")).toEqual([identity]);
    expect(valueAt(find(byName, NAMED, `${name}-by-name`), "spec.egress")).toContainEqual({
      to: [{ domainNames: [one(byName, DOMAIN, "search").outputs.endpoint] }],
      ports: [{ protocol: "TCP", port: 443 }],
    });
  }
  const spans = {
    to: [expect.objectContaining({ podSelector: expect.anything() })],
    ports: [{ protocol: "TCP", port: 4317 }],
  };
  expect(valueAt(find(byName, POLICY, gateway.name), "spec.egress")).toEqual([spans, identity]);
});

test("only the gateway, Grafana and Prometheus reach Jaeger, whose page has no sign-in and no Ingress", () => {
  const ingress = Object(valueAt(find(prod, POLICY, jaeger.name), "spec.ingress"));
  const from = ingress.map(
    (rule: {
      from: { podSelector: { matchLabels: Record<string, string> } }[];
      ports: { port: number }[];
    }) => [
      rule.from[0]?.podSelector.matchLabels["app.kubernetes.io/name"],
      ...rule.ports.map(({ port }) => port),
    ],
  );
  expect(from).toEqual([
    ["telemetry-gateway", 4317],
    ["grafana", 16686],
    ["prometheus", 8888, 8889],
  ]);
  expect(valueAt(find(prod, POLICY, searchSetup.name), "spec.ingress")).toEqual([]);
  const services = all(prod, "kubernetes:networking.k8s.io/v1:Ingress").map(({ inputs }) =>
    JSON.stringify(inputs),
  );
  expect(services.filter((text) => text.includes(jaeger.name))).toEqual([]);
});

test("requests are measured by service, route, method and result only, and each service has a limit", () => {
  const { connectors, service } = configOf("search-jaeger");
  expect(connectors.spanmetrics).toMatchObject({
    dimensions: [{ name: "http.route" }, { name: "http.request.method" }],
    exclude_dimensions: ["span.name", "span.kind", "collector.instance.id"],
    resource_metrics_key_attributes: ["service.name"],
    aggregation_cardinality_limit: expect.any(Number),
  });
  expect(service.pipelines["traces/requests"].processors).toContain("filter/requests");
});

test("Prometheus scrapes Jaeger and the requests whose traces it stores, on ports of its pod", () => {
  const { values } = one(prod, "kubernetes:helm.sh/v3:Release", "monitoring").inputs;
  const jobs: { job_name: string; relabel_configs: { source_labels: string[]; regex?: string }[] }[] = Object(
    valueAt(Object(values), "prometheus.prometheusSpec.additionalScrapeConfigs"),
  );
  const pod = Object(
    valueAt(one(prod, "kubernetes:apps/v1:Deployment", "search-jaeger").inputs, "spec.template.spec"),
  );
  const open = pod.containers[0].ports.map(({ containerPort }: { containerPort: number }) => containerPort);
  const allowed = Object(valueAt(find(prod, POLICY, "prometheus"), "spec.egress"));
  for (const [job, port] of Object.entries({ jaeger: 8888, "jaeger-requests": 8889 })) {
    const scrape = jobs.find(({ job_name }) => job_name === job);
    expect(scrape?.relabel_configs).toContainEqual({
      source_labels: ["__meta_kubernetes_pod_container_port_number"],
      regex: String(port),
      action: "keep",
    });
    expect(open).toContain(port);
    expect(allowed).toContainEqual({
      to: [podsOf(jaeger)],
      ports: expect.arrayContaining([{ protocol: "TCP", port }]),
    });
  }
});

test("Prometheus keeps exemplars, and Grafana opens the trace of one in Jaeger, only if Jaeger runs", async () => {
  const exemplars = ({ resources }: Evaluation) => {
    const release = resources.find(({ type }) => type === "kubernetes:helm.sh/v3:Release");
    const values = Object(release?.inputs.values);
    const panels = resources.filter(({ name }) => name === "monitoring-dashboard-gallery");
    return [
      valueAt(values, "prometheus.prometheusSpec.enableFeatures"),
      valueAt(values, "grafana.sidecar.datasources.exemplarTraceIdDestinations"),
      JSON.stringify(panels).includes(storedRequests),
    ];
  };
  expect(exemplars(prod)).toEqual([
    ["exemplar-storage"],
    { datasourceUid: "jaeger", traceIdLabelName: "trace_id" },
    true,
  ]);
  expect(exemplars(await evaluated("prod", { changes: { telemetry: "off" } }))).toEqual([
    undefined,
    undefined,
    false,
  ]);
});

test("the pods are unprivileged and have no token of the Kubernetes API", () => {
  for (const [type, name] of [
    ["apps/v1:Deployment", "search-jaeger"],
    ["batch/v1:Job", "search-setup"],
  ] as const) {
    const pod = Object(valueAt(one(prod, `kubernetes:${type}`, name).inputs, "spec.template.spec"));
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.securityContext.runAsNonRoot).toBe(true);
    expect(pod.containers[0].securityContext).toMatchObject({
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  }
});

test("Grafana reads traces and logs, a span opens its log lines, and a line its trace", () => {
  const { values } = one(prod, "kubernetes:helm.sh/v3:Release", "monitoring").inputs;
  const sources: { uid: string; type: string; url: string; jsonData: Record<string, unknown> }[] = Object(
    valueAt(Object(values), "grafana.additionalDataSources"),
  );
  const source = (uid: string) => sources.find((each) => each.uid === uid);
  expect(source("jaeger")).toMatchObject({
    url: "http://jaeger.telemetry-search.svc:16686",
    // Grafana would replace a variable with one dollar sign when it reads its file.
    jsonData: { tracesToLogsV2: { datasourceUid: "opensearch", query: `traceId:"$\${__trace.traceId}"` } },
  });
  expect(source("opensearch")).toMatchObject({
    url: `https://${domain().outputs.endpoint}`,
    jsonData: {
      ...{ sigV4Auth: true, database: "logs-containers" },
      dataLinks: [{ datasourceUid: "jaeger", url: `$\${__value.raw}` }],
    },
  });
  const plugins: Record<string, string> = Object(
    Object(valueAt(Object(values), "grafana"))["grafana.ini"],
  ).plugins;
  expect(plugins.preinstall).toMatch(/^grafana-opensearch-datasource@\d+\.\d+\.\d+$/);
  const disabled = plugins.disable_plugins?.split(",") ?? [];
  expect(disabled).toContain("grafana-lokiexplore-app");
  expect(
    disabled.filter((name) => sources.some(({ type }) => type === name) || name === "prometheus"),
  ).toEqual([]);
  expect(valueAt(Object(values), "grafana.podAnnotations")).toEqual({
    "checksum/data-sources": expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test("no part of the stack sends to X-Ray", () => {
  const { variables } = Object(one(prod, "aws:lambda/function:Function", "thumbnailer").inputs.environment);
  expect(Object.keys(variables)).toContain("SPANS_BUCKET");
  const senders = all(prod, "aws:iam/rolePolicy:RolePolicy")
    .filter(({ inputs }) => JSON.stringify(statements(inputs.policy)).includes("xray:"))
    .map(({ name }) => name);
  expect(senders).toEqual([]);
});

test("Jaeger runs in the version that the tests run, of which the module has the number of Jaeger 1 beside it", () => {
  const [, minor] = jaegerVersion.split(".");
  expect(jaegerImage).toBe(`jaegertracing/jaeger:2.${Number(minor) - 63}.0`);
});

test("the agents have no role", () => {
  const associations = all(prod, "aws:eks/podIdentityAssociation:PodIdentityAssociation");
  expect(associations.map(({ inputs }) => inputs.namespace)).not.toContain(agent.namespace);
});
