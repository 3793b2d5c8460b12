import { manifestsOf } from "../k8s/stack";
import { Cluster } from "./cluster";
import { endpoints, table, worldOf } from "./connections";
import { inCluster } from "./in-cluster";
import { allowed, type Endpoint, type Pod, type Policy, type World } from "./network-policy";

inCluster("the network policies of prod, as the API server has them", () => {
  let cluster: Cluster;
  let world: World;
  let everyone: Record<string, Endpoint>;

  beforeAll(async () => {
    cluster = await Cluster.start();
    await cluster.deploy(await manifestsOf("prod"));
    await cluster.untilRolledOut("api");
    await cluster.untilRolledOut("web");
    world = worldOf((await cluster.get<{ items: Policy[] }>("-A", "networkpolicies")).items);
    const pod = async (name: string): Promise<Pod> => {
      const [found] = await cluster.pods(name);
      if (found === undefined) throw new Error(`no pod of ${name}`);
      return { ...found.metadata, ip: "10.1.0.77" };
    };
    everyone = endpoints({ api: await pod("api"), web: await pod("web"), migration: await pod("migrate") });
  }, 120_000);
  afterAll(() => cluster?.stop());

  test.each(table)("from %s to %s, port %i/%s: %s", (from, to, port, protocol, expected) => {
    expect(allowed(world, endpoint(from), endpoint(to), port, protocol)).toBe(expected);
  });

  test("allow nothing to the gallery's pods and from them that the table does not name", () => {
    const named = new Set(
      table.filter((row) => row[4]).map(([from, to, port, protocol]) => `${from} ${to} ${port} ${protocol}`),
    );
    const ports = [22, 53, 80, 443, 5432, 8080, 9090, 10250];
    const surprises = Object.keys(everyone).flatMap((from) =>
      Object.keys(everyone)
        .filter((to) => from !== to && [from, to].some((name) => ["api", "web", "migration"].includes(name)))
        .flatMap((to) =>
          ports.flatMap((port) =>
            (["TCP", "UDP"] as const)
              .filter((protocol) => allowed(world, endpoint(from), endpoint(to), port, protocol))
              .map((protocol) => `${from} ${to} ${port} ${protocol}`),
          ),
        ),
    );
    const dns = ["web DNS 53 TCP", "migration DNS 53 TCP"];
    expect(surprises.filter((one) => !named.has(one) && !dns.includes(one))).toEqual([]);
  });

  function endpoint(name: string): Endpoint {
    const found = everyone[name];
    if (found === undefined) throw new Error(`nobody is called ${name}`);
    return found;
  }
});
