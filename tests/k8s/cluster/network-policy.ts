/**
 * Decides according to the Kubernetes specification whether NetworkPolicies allow a connection.
 * https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
 */

/** A pod, or an address outside the cluster. Node-local traffic, which no policy can deny, is not modelled. */
export type Endpoint = Pod | Address;

export interface Pod {
  readonly namespace: string;
  readonly labels: Labels;
  readonly ip: string;
  /** Names of its container ports, by name. */
  readonly ports?: Readonly<Record<string, number>>;
}

export interface Address {
  readonly ip: string;
  /** The DNS name under which the pod found the address. */
  readonly host?: string;
}

export interface Network {
  readonly policies: readonly Policy[];
  /** Labels of each namespace. */
  readonly namespaces: Readonly<Record<string, Labels>>;
}

export type Protocol = "TCP" | "UDP" | "SCTP";
type Labels = Readonly<Record<string, string>>;
type Direction = "Ingress" | "Egress";

export interface Policy {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec: {
    readonly podSelector?: Selector;
    readonly policyTypes?: readonly Direction[];
    readonly ingress?: readonly { readonly from?: readonly Peer[]; readonly ports?: readonly Port[] }[];
    readonly egress?: readonly { readonly to?: readonly Peer[]; readonly ports?: readonly Port[] }[];
  };
}

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
  /** Only in an ApplicationNetworkPolicy of EKS Auto Mode. https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html */
  readonly domainNames?: readonly string[];
}

interface Port {
  readonly protocol?: Protocol;
  readonly port?: number | string;
  readonly endPort?: number;
}

/** A connection is allowed if egress of its source and ingress of its target are allowed. */
export function allowed(
  network: Network,
  from: Endpoint,
  to: Endpoint,
  port: number,
  protocol: Protocol = "TCP",
): boolean {
  const connection = { from, to, port, protocol };
  return permits(network, "Egress", connection) && permits(network, "Ingress", connection);
}

interface Connection {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly port: number;
  readonly protocol: Protocol;
}

function permits(network: Network, direction: Direction, connection: Connection): boolean {
  const subject = direction === "Ingress" ? connection.to : connection.from;
  const peer = direction === "Ingress" ? connection.from : connection.to;
  if (!isPod(subject)) return true;
  const selecting = network.policies.filter(
    (policy) =>
      policy.metadata.namespace === subject.namespace &&
      typesOf(policy).includes(direction) &&
      selects(policy.spec.podSelector ?? {}, subject.labels),
  );
  // A pod that no policy selects is not isolated; a selected pod allows what any of its policies allows.
  if (selecting.length === 0) return true;
  return selecting.some((policy) =>
    rulesOf(policy, direction).some(
      (rule) =>
        (isEmpty(rule.peers) || rule.peers.some((one) => matches(network, policy, one, peer))) &&
        (isEmpty(rule.ports) || rule.ports.some((one) => matchesPort(one, connection))),
    ),
  );
}

/** Without policyTypes, a policy applies to ingress, and also to egress if it has egress rules. */
function typesOf({ spec }: Policy): readonly Direction[] {
  return spec.policyTypes ?? (isEmpty(spec.egress) ? ["Ingress"] : ["Ingress", "Egress"]);
}

function rulesOf(
  { spec }: Policy,
  direction: Direction,
): { peers: readonly Peer[] | undefined; ports: readonly Port[] | undefined }[] {
  return direction === "Ingress"
    ? (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
    : (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
}

function matches(network: Network, policy: Policy, peer: Peer, endpoint: Endpoint): boolean {
  if (peer.ipBlock !== undefined) {
    const { cidr, except = [] } = peer.ipBlock;
    return within(endpoint.ip, cidr) && !except.some((hole) => within(endpoint.ip, hole));
  }
  if (peer.domainNames !== undefined)
    return !isPod(endpoint) && endpoint.host !== undefined && peer.domainNames.includes(endpoint.host);
  if (!isPod(endpoint)) return false;
  const inNamespace =
    peer.namespaceSelector === undefined
      ? endpoint.namespace === policy.metadata.namespace
      : selects(peer.namespaceSelector, network.namespaces[endpoint.namespace] ?? {});
  return inNamespace && selects(peer.podSelector ?? {}, endpoint.labels);
}

function matchesPort(rule: Port, { to, port, protocol }: Connection): boolean {
  if ((rule.protocol ?? "TCP") !== protocol) return false;
  if (rule.port === undefined) return true;
  const first = typeof rule.port === "number" ? rule.port : isPod(to) ? to.ports?.[rule.port] : undefined;
  return first !== undefined && port >= first && port <= (rule.endPort ?? first);
}

/** An empty selector selects everything. */
function selects(selector: Selector, labels: Labels): boolean {
  const equal = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    equal &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === "Exists") return value !== undefined;
      if (operator === "DoesNotExist") return value === undefined;
      if (operator === "In") return value !== undefined && values.includes(value);
      if (operator === "NotIn") return value === undefined || !values.includes(value);
      throw new Error(`no such operator: ${operator}`);
    })
  );
}

function isPod(endpoint: Endpoint): endpoint is Pod {
  return "namespace" in endpoint;
}

function isEmpty(list: readonly unknown[] | undefined): list is undefined {
  return list === undefined || list.length === 0;
}

function within(ip: string, cidr: string): boolean {
  const [network = "", mask = "32"] = cidr.split("/");
  const size = 2 ** (32 - Number(mask));
  return Math.floor(toNumber(ip) / size) === Math.floor(toNumber(network) / size);
}

function toNumber(ip: string): number {
  return ip.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
}
