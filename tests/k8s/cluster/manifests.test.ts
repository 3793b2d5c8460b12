import type { Manifest } from "@groundwork/rehearse/plan/manifests";
import { inCluster } from "@groundwork/testbed/control-plane/in-cluster";
import { until } from "@groundwork/testbed/processes/until";
import { stringify } from "yaml";
import { manifestsOf } from "../stack";
import { Cluster } from "./cluster";
import { allConnections, endpoints, networkOf, table } from "./connections";
import { allowed, type Endpoint, type Network, type Pod, type Policy } from "./network-policy";
import { withoutLoadBalancer } from "./prods-gallery";

/** An object without the fields that the cluster sets. */
interface Described {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly generation?: number; readonly uid: string };
  readonly spec?: unknown;
  readonly data?: unknown;
}

inCluster.each(["dev", "prod"])("the manifests of %s on a real API server", (stack) => {
  let cluster: Cluster;
  let manifests: Manifest[];

  beforeAll(async () => {
    cluster = await Cluster.start();
    manifests = withoutLoadBalancer(await manifestsOf(stack));
  });
  afterAll(() => cluster?.stop());

  const apply = (content: object) => cluster.apply([{ file: "object.yaml", yaml: stringify(content) }]);
  const pod = (name: string, spec: object) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "gallery" },
    spec,
  });
  const harmless = {
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "main",
        image: "example.com/main:1.0.0",
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
      },
    ],
  };

  test("are accepted in order, with strict field validation and without warnings", async () => {
    const { code, out, error } = await cluster.apply(manifests);
    expect(error).toBe("");
    expect(code).toBe(0);
    expect(out.trim().split("\n")).toHaveLength(manifests.length);
  });

  test("create pods that all become available, of both parts, after one migration", async () => {
    await cluster.untilRolledOut("api");
    await cluster.untilRolledOut("web");
    const jobs = await cluster.get<{ items: { status: { succeeded?: number } }[] }>("-n", "gallery", "jobs");
    expect(jobs.items.map(({ status }) => status.succeeded)).toEqual([1]);
    // The autoscaler's first change of the number of pods must not fall into the next test.
    interface Scaler {
      readonly spec: { readonly minReplicas: number };
      readonly status?: { readonly desiredReplicas?: number };
    }
    await until(async () => {
      const { items } = await cluster.get<{ items: Scaler[] }>("-n", "gallery", "horizontalpodautoscalers");
      return items.every(({ spec, status }) => (status?.desiredReplicas ?? 0) >= spec.minReplicas);
    });
  });

  test("change nothing when they are applied again", async () => {
    const before = await described(cluster);
    expect((await cluster.apply(manifests)).code).toBe(0);
    expect(await described(cluster)).toEqual(before);
  });

  describe("allow or deny a connection", () => {
    let network: Network;
    let allEndpoints: Record<string, Endpoint>;

    beforeAll(async () => {
      network = networkOf((await cluster.get<{ items: Policy[] }>("-A", "networkpolicies")).items);
      const pod = async (name: string): Promise<Pod> => {
        const [found] = await cluster.pods(name);
        if (found === undefined) throw new Error(`no pod of ${name}`);
        return { ...found.metadata, ip: "10.2.0.77" };
      };
      allEndpoints = endpoints(stack, {
        api: await pod("api"),
        web: await pod("web"),
        migration: await pod("migrate"),
      });
    });

    test.each(table)("from %s to %s, port %i/%s: %s", (from, to, port, protocol, expected) => {
      const [source, target] = [allEndpoints[from], allEndpoints[to]];
      if (source === undefined || target === undefined)
        throw new Error(`no endpoint is called ${from} or ${to}`);
      expect(allowed(network, source, target, port, protocol)).toBe(expected);
    });

    test("and deny every other connection from or to the gallery's pods", () => {
      const named = table
        .filter(([, , , , expected]) => expected)
        .map(([from, to, port, protocol]) => `${from} → ${to} ${port}/${protocol}`);
      expect(allConnections(network, allEndpoints).sort()).toEqual(named.sort());
    });
  });

  test("create a namespace that rejects pods that may become root", async () => {
    const { code, error } = await apply(
      pod("root", { containers: [{ name: "main", image: "example.com/main:1.0.0" }] }),
    );
    expect(code).not.toBe(0);
    expect(error).toContain('violates PodSecurity "restricted');
  });

  test("give a pod without resources a small default share", async () => {
    expect((await apply(pod("modest", harmless))).error).toBe("");
    const { spec } = await cluster.get<{ spec: { containers: { resources: unknown }[] } }>(
      "-n",
      "gallery",
      "pod",
      "modest",
    );
    expect(spec.containers[0]?.resources).toEqual({
      requests: { cpu: "50m", memory: "64Mi", "ephemeral-storage": "64Mi" },
      limits: { cpu: "200m", memory: "128Mi", "ephemeral-storage": "128Mi" },
    });
  });

  test("do not allow one pod more than the limit for the whole gallery", async () => {
    const resources = { requests: { cpu: "500", memory: "1Gi" }, limits: { cpu: "500", memory: "1Gi" } };
    const [container] = harmless.containers;
    const { code, error } = await apply(
      pod("greedy", { ...harmless, containers: [{ ...container, resources }] }),
    );
    expect(code).not.toBe(0);
    expect(error).toContain("exceeded quota");
  });

  test("are accepted with egress by name as well, without warnings", async () => {
    const byName = await manifestsOf(stack, { egressBy: "names" });
    const policies = byName.filter(({ kind }) => kind === "ApplicationNetworkPolicy");
    expect(policies.map(({ name }) => name)).toEqual([
      "alertmanager-by-name",
      "grafana-by-name",
      "photos-by-name",
    ]);
    const { code, error } = await cluster.apply(policies);
    expect({ code, error }).toEqual({ code: 0, error: "" });
  });

  test("are rejected with a field that Kubernetes does not know, or that AWS does not document", async () => {
    const typo = await apply(pod("typo", { ...harmless, nodeNam: "node-1" }));
    expect(typo.error).toContain("nodeNam");
    const invented = await apply({
      apiVersion: "eks.amazonaws.com/v1",
      kind: "IngressClassParams",
      metadata: { name: "invented" },
      spec: { scheme: "internet-facing", certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1" },
    });
    expect(invented.error).toContain("certificateArn");
  });
});

async function described(cluster: Cluster): Promise<Described[]> {
  const kinds = [
    ...[
      "configmaps",
      "secrets",
      "services",
      "serviceaccounts",
      "deployments",
      "jobs",
      "horizontalpodautoscalers",
    ],
    ...["poddisruptionbudgets", "ingresses", "networkpolicies", "resourcequotas", "limitranges"],
  ];
  const inNamespace = await cluster.get<{ items: Described[] }>("-n", "gallery", kinds.join(","));
  const everywhere = [
    "namespaces",
    "storageclasses",
    "ingressclasses",
    "nodeclasses",
    "nodepools",
    "ingressclassparams",
  ];
  const shared = await cluster.get<{ items: Described[] }>(everywhere.join(","));
  return [...inNamespace.items, ...shared.items].map(
    ({ kind, metadata: { name, generation, uid }, spec, data }) => ({
      kind,
      metadata: { name, uid, ...(generation === undefined ? {} : { generation }) },
      spec,
      data,
    }),
  );
}
