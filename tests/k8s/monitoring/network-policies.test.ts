/** Which connections the NetworkPolicies of the namespace `monitoring` allow: the listed ones, and no others. */
import { parse } from "yaml";
import { endpointOf } from "../../../k8s/egress-by-name";
import { allowed, type Endpoint, type Network, type Policy, type Protocol } from "../cluster/network-policy";
import { manifestsOf, stackOf } from "../stack";

type Row = readonly [from: string, to: string, port: number, protocol?: Protocol];

const everywhere: Row[] = ["prometheus", "alertmanager", "grafana", "operator", "kube-state-metrics"].flatMap(
  (part): Row[] => [
    [part, "DNS", 53, "UDP"],
    [part, "DNS", 53],
  ],
);

const expected: readonly Row[] = [
  ...everywhere,
  // Scrapes; 8080 is the config reloader, the operator or kube-state-metrics.
  ["prometheus", "another prometheus", 9090],
  ["prometheus", "another prometheus", 8080],
  ...["alertmanager", "another alertmanager"].flatMap((replica): Row[] => [
    ["prometheus", replica, 9093],
    ["prometheus", replica, 8080],
    ["grafana", replica, 9093],
  ]),
  ["prometheus", "grafana", 3000],
  ["prometheus", "operator", 8080],
  ["prometheus", "kube-state-metrics", 8080],
  ["prometheus", "api", 9090],
  ["prometheus", "web", 9090],
  // Pods have addresses in the subnets of the nodes, so a rule for nodes allows these ports of all pods whose own namespace
  // does not deny them.
  ...["node", "another team's Prometheus"].flatMap((address): Row[] => [
    ["prometheus", address, 10250],
    ["prometheus", address, 9100],
    ["prometheus", address, 443],
    ["grafana", address, 443],
    ["operator", address, 443],
    ["kube-state-metrics", address, 443],
  ]),
  ["grafana", "prometheus", 9090],
  ["grafana", "another prometheus", 9090],
  ["alertmanager", "another alertmanager", 9094],
  ["alertmanager", "another alertmanager", 9094, "UDP"],
  ...["prometheus", "grafana", "operator", "kube-state-metrics"].map(
    (part): Row => [part, "Kubernetes API", 443],
  ),
  ...["alertmanager", "grafana"].flatMap((part): Row[] => [
    [part, "Pod Identity", 80],
    [part, "internet", 443],
  ]),
];

const pod = (namespace: string, labels: Record<string, string>, ip: string): Endpoint => ({
  namespace,
  labels,
  ip,
});
const named = (name: string) => ({ "app.kubernetes.io/name": name });
const endpoints: Readonly<Record<string, Endpoint>> = {
  prometheus: pod("monitoring", named("prometheus"), "10.0.1.1"),
  "another prometheus": pod("monitoring", named("prometheus"), "10.0.1.2"),
  alertmanager: pod("monitoring", named("alertmanager"), "10.0.1.3"),
  "another alertmanager": pod("monitoring", named("alertmanager"), "10.0.1.4"),
  grafana: pod("monitoring", named("grafana"), "10.0.1.5"),
  operator: pod("monitoring", { app: "kube-prometheus-stack-operator" }, "10.0.1.6"),
  "kube-state-metrics": pod("monitoring", named("kube-state-metrics"), "10.0.1.7"),
  "an unknown pod": pod("monitoring", named("shell"), "10.0.1.8"),
  api: pod("gallery", named("api"), "10.0.1.9"),
  web: pod("gallery", named("web"), "10.0.1.10"),
  "another team's Prometheus": pod("another-team", named("prometheus"), "10.0.1.11"),
  node: { ip: "10.0.1.12" },
  DNS: { ip: "172.20.0.10" },
  "Kubernetes API": { ip: "172.20.0.1" },
  "Pod Identity": { ip: "169.254.170.23" },
  "instance metadata": { ip: "169.254.169.254" },
  database: { ip: "10.0.20.14" },
  "load balancer": { ip: "10.0.16.20" },
  internet: { ip: "203.0.113.7" },
};

async function networkOf(changes: Record<string, string> = {}): Promise<Network> {
  const policies = (await manifestsOf("dev", changes))
    .filter(({ kind }) => ["NetworkPolicy", "ApplicationNetworkPolicy"].includes(kind))
    .map(({ yaml }): Policy => parse(yaml));
  const names = ["gallery", "monitoring", "another-team"];
  return {
    policies,
    namespaces: Object.fromEntries(names.map((name) => [name, { "kubernetes.io/metadata.name": name }])),
  };
}

const ports = [22, 53, 80, 443, 3000, 5432, 8080, 9090, 9093, 9094, 9100, 10250];
/** Replicas are alike; the names of the first ones stand for both. */
const isListed = (from: string) => !["another prometheus", "another alertmanager"].includes(from);

/** Every connection from or to a pod of the namespace that the policies allow, on the relevant ports. */
function allConnections(network: Network): string[] {
  const inside = (endpoint: Endpoint) => "namespace" in endpoint && endpoint.namespace === "monitoring";
  return Object.entries(endpoints)
    .filter(([from]) => isListed(from))
    .flatMap(([from, source]) =>
      Object.entries(endpoints)
        .filter(([to, target]) => from !== to && (inside(source) || inside(target)))
        .flatMap(([to, target]) =>
          ports.flatMap((port) =>
            (["TCP", "UDP"] as const)
              .filter((protocol) => allowed(network, source, target, port, protocol))
              .map((protocol) => `${from} → ${to} ${port}/${protocol}`),
          ),
        ),
    )
    .sort();
}

const lines = (rows: readonly Row[]) =>
  rows.map(([from, to, port, protocol = "TCP"]) => `${from} → ${to} ${port}/${protocol}`).sort();

test("the listed connections are allowed, and no others", async () => {
  // A pod of no known part gets DNS only.
  const unknown: Row[] = [
    ["an unknown pod", "DNS", 53, "UDP"],
    ["an unknown pod", "DNS", 53],
  ];
  expect(allConnections(await networkOf())).toEqual(lines([...expected, ...unknown]));
});

test("with a host, Grafana's load balancer reaches Grafana, and no other part", async () => {
  const network = await networkOf({
    grafanaHost: "grafana.example.com",
    grafanaHostedZoneId: "Z0123456789ABCDEFGHIJ",
    grafanaAllowedCidrs: '["198.51.100.0/24"]',
  });
  const fromLoadBalancer = allConnections(network).filter((line) => line.startsWith("load balancer"));
  expect(fromLoadBalancer).toEqual(["load balancer → grafana 3000/TCP"]);
});

describe("with remote write", () => {
  const url = { prometheusRemoteWriteUrl: "https://metrics.example.com:8443/api/v1/push" };
  const added = (network: Network, plain: Network) => {
    const before = allConnections(plain);
    return allConnections(network).filter((line) => !before.includes(line));
  };
  const from = (network: Network, ip: string, port: number, host?: string) =>
    ["prometheus", "alertmanager", "grafana", "operator", "kube-state-metrics", "an unknown pod"].filter(
      (part) => allowed(network, endpoints[part] ?? { ip: "" }, { ip, ...(host ? { host } : {}) }, port),
    );

  test("Prometheus alone reaches public addresses, on the URL's port", async () => {
    const network = await networkOf(url);
    expect(added(network, await networkOf())).toEqual([]);
    expect(from(network, "203.0.113.9", 8443)).toEqual(["prometheus"]);
    expect(from(network, "10.9.0.1", 8443)).toEqual([]);
    expect(from(network, "203.0.113.9", 443)).not.toContain("prometheus");
  });

  test("with blocks, it reaches these only, which can be private", async () => {
    const network = await networkOf({ ...url, prometheusRemoteWriteCidrs: '["10.9.0.0/24"]' });
    expect(from(network, "10.9.0.1", 8443)).toEqual(["prometheus"]);
    expect(from(network, "10.9.1.1", 8443)).toEqual([]);
    expect(from(network, "203.0.113.9", 8443)).toEqual([]);
  });

  test("by name, it reaches the host only", async () => {
    const network = await networkOf({ ...url, egressBy: "names" });
    expect(from(network, "203.0.113.9", 8443, "metrics.example.com")).toEqual(["prometheus"]);
    expect(from(network, "203.0.113.9", 443, "metrics.example.com")).toEqual([]);
    expect(from(network, "203.0.113.9", 8443, "example.com")).toEqual([]);
    expect(from(network, "203.0.113.9", 8443)).toEqual([]);
  });
});

describe("by name", () => {
  const byName = { egressBy: "names", alertWebhookUrl: "https://hooks.example.com/services/T0" };
  const hosts = {
    alertmanager: ["sns.us-east-1.amazonaws.com", "hooks.example.com"],
    grafana: ["monitoring.us-east-1.amazonaws.com", "ec2.us-east-1.amazonaws.com"],
  };
  const reaches = (network: Network, from: string, host: string, port = 443) =>
    allowed(network, endpoints[from] ?? { ip: "" }, { ip: "203.0.113.9", host }, port);

  test("Alertmanager reaches SNS and the webhook, Grafana CloudWatch, and nothing else outside", async () => {
    const network = await networkOf(byName);
    const all = Object.values(hosts).flat();
    for (const from of Object.keys(endpoints).filter((name) => name !== "internet")) {
      const own: readonly string[] = Object.entries(hosts).find(([part]) => from.endsWith(part))?.[1] ?? [];
      const pod = endpoints[from];
      if (pod === undefined || !("namespace" in pod) || pod.namespace !== "monitoring") continue;
      expect([from, all.filter((host) => reaches(network, from, host))]).toEqual([from, own]);
      expect([from, all.filter((host) => reaches(network, from, host, 80))]).toEqual([from, []]);
      expect(reaches(network, from, "example.com")).toBe(false);
    }
    // All other connections are the same.
    expect(allConnections(network)).toEqual(
      allConnections(await networkOf()).filter((line) => !line.includes("→ internet")),
    );
  });

  test("the API reaches its bucket only, not all of S3", async () => {
    const [names, addresses] = [await networkOf(byName), await networkOf()];
    const { resources } = await stackOf("dev", byName);
    const policy = resources.find(({ name }) => name === "gallery-photos-by-name");
    const [, rule] = Object(policy?.inputs.spec).egress;
    const [host] = rule.to[0].domainNames;
    expect(host).toMatch(/^[a-z0-9-]+\.s3\.us-east-1\.amazonaws\.com$/);
    const s3 = { ip: "52.216.10.1" };
    const api = endpoints.api ?? s3;
    expect(allowed(addresses, api, s3, 443)).toBe(true);
    expect(allowed(names, api, s3, 443)).toBe(false);
    expect(allowed(names, endpoints.web ?? s3, { ...s3, host }, 443)).toBe(false);
  });

  test("a region in China has the endpoints of its partition", () => {
    expect(endpointOf("sns", "cn-north-1")).toBe("sns.cn-north-1.amazonaws.com.cn");
  });
});

test("in a running stack, nothing is denied before everything needed is allowed", async () => {
  const { resources } = await stackOf("dev");
  const policies = resources.filter(({ urn }) => urn.includes("MonitoringPolicies$kubernetes"));
  const deny = policies.find(({ name }) => name.endsWith("deny-by-default"));
  const allowing = policies.filter((each) => each !== deny).map(({ urn }) => urn);
  expect(allowing.length).toBeGreaterThan(5);
  expect(deny?.dependencies).toEqual(expect.arrayContaining(allowing));
});
