import { allowed, type Network, type Policy } from "./network-policy";

const pod = (namespace: string, app: string, ip = "10.0.0.1") => ({
  namespace,
  ip,
  labels: { app },
  ports: { http: 8080 },
});
const shop = pod("shop", "shop");
const database = pod("shop", "database");
const stranger = pod("other", "shop");
const network = (...specs: Policy["spec"][]): Network => ({
  policies: specs.map((spec, index) => ({ metadata: { namespace: "shop", name: `policy-${index}` }, spec })),
  namespaces: { shop: { team: "shop" }, other: { team: "other" } },
});
const selectDatabase = { podSelector: { matchLabels: { app: "database" } } };

describe("the NetworkPolicy specification", () => {
  test("a pod that no policy selects accepts and opens all connections", () => {
    expect(allowed(network(), stranger, shop, 80)).toBe(true);
    expect(allowed(network(selectDatabase), stranger, shop, 80)).toBe(true);
  });

  test("a policy without rules denies ingress, and does not affect egress", () => {
    expect(allowed(network(selectDatabase), shop, database, 5432)).toBe(false);
    expect(allowed(network(selectDatabase), database, shop, 80)).toBe(true);
    expect(allowed(network({ ...selectDatabase, policyTypes: ["Egress"] }), database, shop, 80)).toBe(false);
  });

  test("both ends must allow a connection", () => {
    const allowsIngress = { ...selectDatabase, ingress: [{}] };
    const deniesEgress = {
      podSelector: { matchLabels: { app: "shop" } },
      policyTypes: ["Egress"] as const,
    };
    expect(allowed(network(allowsIngress), shop, database, 5432)).toBe(true);
    expect(allowed(network(allowsIngress, deniesEgress), shop, database, 5432)).toBe(false);
  });

  test("policies are additive: one that allows is enough", () => {
    const forShop = {
      ...selectDatabase,
      ingress: [{ from: [{ podSelector: { matchLabels: { app: "shop" } } }] }],
    };
    expect(allowed(network(selectDatabase, forShop), shop, database, 5432)).toBe(true);
  });

  test("a pod selector alone applies to the policy's namespace; with a namespace selector, both must match", () => {
    const from = (peer: object) => network({ ...selectDatabase, ingress: [{ from: [peer] }] });
    const shops = { podSelector: { matchLabels: { app: "shop" } } };
    const others = { namespaceSelector: { matchLabels: { team: "other" } } };
    expect(allowed(from(shops), stranger, database, 5432)).toBe(false);
    expect(allowed(from(others), stranger, database, 5432)).toBe(true);
    expect(allowed(from({ ...shops, ...others }), stranger, database, 5432)).toBe(true);
    expect(allowed(from({ ...shops, ...others }), pod("other", "cron"), database, 5432)).toBe(false);
  });

  test("`except` excludes addresses from a block", () => {
    const ipBlock = { cidr: "192.168.0.0/16", except: ["192.168.7.0/24"] };
    const peers = network({ ...selectDatabase, ingress: [{ from: [{ ipBlock }] }] });
    expect(allowed(peers, { ip: "192.168.1.1" }, database, 5432)).toBe(true);
    expect(allowed(peers, { ip: "192.168.7.1" }, database, 5432)).toBe(false);
    expect(allowed(peers, { ip: "192.169.0.1" }, database, 5432)).toBe(false);
  });

  test("ports default to TCP, can be ranges, and named ports are resolved on the target", () => {
    const ports = (...list: object[]) => network({ ...selectDatabase, ingress: [{ ports: list }] });
    expect(allowed(ports({ port: 53 }), shop, database, 53, "UDP")).toBe(false);
    expect(allowed(ports({ port: 53, protocol: "UDP" }), shop, database, 53, "UDP")).toBe(true);
    expect(allowed(ports({ port: 100, endPort: 200 }), shop, database, 150)).toBe(true);
    expect(allowed(ports({ port: 100, endPort: 200 }), shop, database, 201)).toBe(false);
    expect(allowed(ports({ port: "http" }), shop, database, 8080)).toBe(true);
    expect(allowed(ports({ port: "http" }), shop, database, 80)).toBe(false);
  });

  test.each([
    ["In", ["database"], true],
    ["In", ["web"], false],
    ["NotIn", ["web"], true],
    ["Exists", [], true],
    ["DoesNotExist", [], false],
  ])("a policy whose selector says app %s %j selects the database: %s", (operator, values, selects) => {
    const policy = { podSelector: { matchExpressions: [{ key: "app", operator, values }] } };
    expect(allowed(network(policy), shop, database, 5432)).toBe(!selects);
  });
});
