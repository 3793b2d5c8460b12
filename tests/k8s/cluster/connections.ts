import {
  type Address,
  allowed,
  type Endpoint,
  type Network,
  type Pod,
  type Policy,
  type Protocol,
} from "./network-policy";

/** From, to, port, protocol, allowed or not. */
export type Row = readonly [from: string, to: string, port: number, protocol: Protocol, allowed: boolean];

/** The expected connections. All others are denied: see the test of all other connections. */
export const table: readonly Row[] = [
  ["load balancer", "web", 8080, "TCP", true],
  ["load balancer", "api", 8080, "TCP", true],
  ["load balancer", "api", 9090, "TCP", false],
  ["load balancer", "web", 9090, "TCP", false],
  ["load balancer", "migration", 8080, "TCP", false],
  ["internet", "api", 8080, "TCP", false],
  ["internet", "web", 8080, "TCP", false],

  ["api", "database", 5432, "TCP", true],
  ["migration", "database", 5432, "TCP", true],
  ["web", "database", 5432, "TCP", false],
  ["api", "database", 22, "TCP", false],
  ["api", "S3", 443, "TCP", true],
  ["api", "S3", 80, "TCP", false],
  ["web", "S3", 443, "TCP", false],
  ["migration", "S3", 443, "TCP", false],
  ["api", "Pod Identity", 80, "TCP", true],
  ["web", "Pod Identity", 80, "TCP", false],
  ["migration", "Pod Identity", 80, "TCP", false],

  ["api", "DNS", 53, "UDP", true],
  ["api", "DNS", 53, "TCP", true],
  ["web", "DNS", 53, "UDP", true],
  ["web", "DNS", 53, "TCP", true],
  ["migration", "DNS", 53, "UDP", true],
  ["migration", "DNS", 53, "TCP", true],
  ["web", "DNS", 5353, "UDP", false],
  ["web", "other resolver", 53, "UDP", false],

  ["Prometheus", "api", 9090, "TCP", true],
  ["Prometheus", "web", 9090, "TCP", true],
  ["Prometheus", "api", 8080, "TCP", false],
  ["Grafana", "api", 9090, "TCP", false],
  ["Prometheus elsewhere", "api", 9090, "TCP", false],
  ["api", "Prometheus", 9090, "TCP", false],

  ["web", "api", 8080, "TCP", false],
  ["api", "web", 8080, "TCP", false],
  ["another team's pod", "api", 8080, "TCP", false],
  ["api", "another team's pod", 8080, "TCP", false],
  ["api", "internet", 443, "TCP", false],
  ["web", "internet", 443, "TCP", false],
  ["api", "Kubernetes API", 443, "TCP", false],
  ["api", "instance metadata", 80, "TCP", false],
];

/** Prefixes of the addresses in both stacks' networks. */
const networks: Readonly<Record<string, string>> = { dev: "10.0", prod: "10.1" };

/** Addresses inside and outside a stack's network. */
const addresses = (network: string): Readonly<Record<string, Address>> => ({
  "load balancer": { ip: `${network}.16.20` },
  internet: { ip: "203.0.113.7" },
  database: { ip: `${network}.20.14` },
  S3: { ip: "52.216.10.1" },
  "Pod Identity": { ip: "169.254.170.23" },
  "instance metadata": { ip: "169.254.169.254" },
  DNS: { ip: "172.20.0.10" },
  "other resolver": { ip: `${network}.0.2` },
  "Kubernetes API": { ip: "172.20.0.1" },
});

const prometheus = { "app.kubernetes.io/name": "prometheus" };
const pods = (network: string): Readonly<Record<string, Pod>> => ({
  Prometheus: { namespace: "monitoring", labels: prometheus, ip: `${network}.1.1` },
  "Prometheus elsewhere": { namespace: "another-team", labels: prometheus, ip: `${network}.1.2` },
  Grafana: { namespace: "monitoring", labels: { "app.kubernetes.io/name": "grafana" }, ip: `${network}.1.3` },
  "another team's pod": {
    namespace: "another-team",
    labels: { "app.kubernetes.io/name": "api" },
    ip: `${network}.1.4`,
  },
});

/** All endpoints in the table, with the gallery's pods as they run. */
export function endpoints(
  stack: string,
  gallery: Readonly<Record<"api" | "web" | "migration", Pod>>,
): Record<string, Endpoint> {
  const network = networks[stack] ?? "";
  return { ...addresses(network), ...pods(network), ...gallery };
}

export function networkOf(policies: readonly Policy[]): Network {
  const named = (name: string) => ({ "kubernetes.io/metadata.name": name });
  return {
    policies,
    namespaces: {
      gallery: named("gallery"),
      monitoring: named("monitoring"),
      "another-team": named("another-team"),
    },
  };
}

/** Every connection from or to the gallery's pods that the policies allow, on the relevant ports. */
export function allConnections(network: Network, allEndpoints: Readonly<Record<string, Endpoint>>): string[] {
  const own = new Set(["api", "web", "migration"]);
  const ports = [22, 53, 80, 443, 5432, 8080, 9090, 10250];
  return Object.entries(allEndpoints).flatMap(([from, source]) =>
    Object.entries(allEndpoints)
      .filter(([to]) => from !== to && (own.has(from) || own.has(to)))
      .flatMap(([to, target]) =>
        ports.flatMap((port) =>
          (["TCP", "UDP"] as const)
            .filter((protocol) => allowed(network, source, target, port, protocol))
            .map((protocol) => `${from} → ${to} ${port}/${protocol}`),
        ),
      ),
  );
}
