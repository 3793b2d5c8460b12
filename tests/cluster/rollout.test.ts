import type { Manifest } from "../../scripts/manifests";
import { manifestsOf } from "../k8s/stack";
import { Cluster, type PodObject, until } from "./cluster";
import { inCluster } from "./in-cluster";

const repository = "111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery";
const wanted = 3;

inCluster("prod's gallery on a cluster of six nodes in three zones", () => {
  let cluster: Cluster;
  let manifests: Manifest[];

  /** Brings out prod with these settings changed. */
  async function deploy(changes: Record<string, string | number> = {}): Promise<void> {
    manifests = await manifestsOf("prod", changes);
    await cluster.deploy(manifests);
  }

  beforeAll(async () => {
    cluster = await Cluster.start();
    await deploy();
    await cluster.untilRolledOut("api");
    await cluster.untilRolledOut("web");
  }, 120_000);
  afterAll(() => cluster?.stop());

  test("runs as many pods of each part as the autoscaler's minimum, the same number in each zone", async () => {
    const zones = await zonesOfNodes(cluster);
    for (const name of ["api", "web"]) {
      const pods = await cluster.servingPods(name);
      expect(pods).toHaveLength(wanted);
      expect(new Set(pods.map(({ spec }) => zones.get(spec.nodeName ?? ""))).size).toBe(3);
    }
  });

  test("leaves the number of pods to the autoscaler when it is applied again", async () => {
    await cluster.kubectl("-n", "gallery", "scale", "deployment/api", "--replicas=5");
    await until(async () => (await cluster.servingPods("api")).length === 5);
    await cluster.deploy(manifests);
    const { spec } = await cluster.get<{ spec: { replicas: number } }>("-n", "gallery", "deployment", "api");
    expect(spec.replicas).toBe(5);
    // Fewer than its minimum it does not allow.
    await cluster.kubectl("-n", "gallery", "scale", "deployment/api", "--replicas=1");
    await until(async () => (await cluster.servingPods("api")).length === wanted);
  });

  test("rolls to a new image without ever having fewer pods serving than wanted", async () => {
    const watch = await cluster.watch("api");
    await deploy({ galleryImage: `${repository}:0.2.0` });
    await cluster.untilRolledOut("api");
    const { fewest, most } = await watch.stop();
    expect(fewest).toBe(wanted);
    expect(most).toBe(wanted + 1);
    expect(await imagesOf(cluster)).toEqual([`${repository}:0.2.0`]);
  });

  test("runs the migration once for each image, however often it is applied", async () => {
    await cluster.deploy(manifests);
    const pods = await cluster.pods("migrate");
    expect(pods.map(({ spec }) => spec.containers[0]?.image).sort()).toEqual([
      `${repository}:0.1.0`,
      `${repository}:0.2.0`,
    ]);
  });

  test("keeps all old pods serving when the new image's never become ready, and goes back on undo", async () => {
    const watch = await cluster.watch("api");
    await cluster.apply(
      (await manifestsOf("prod", { galleryImage: `${repository}:never-ready-1` })).filter(isDeployment),
    );
    const stuck = await until(async () =>
      (await cluster.pods("api")).find(({ spec }) => spec.containers[0]?.image.endsWith(":never-ready-1")),
    );
    // The deadline of five minutes, brought forward.
    await cluster.kubectl(
      "-n",
      "gallery",
      "patch",
      "deployment/api",
      "-p",
      '{"spec":{"progressDeadlineSeconds":4}}',
    );
    const given = await cluster.try("-n", "gallery", "rollout", "status", "deployment/api", "--timeout=30s");
    expect(given.error).toContain("exceeded its progress deadline");
    expect((await cluster.servingPods("api")).map(imageOf)).toEqual(
      Array(wanted).fill(`${repository}:0.2.0`),
    );

    await cluster.kubectl("-n", "gallery", "rollout", "undo", "deployment/api");
    await cluster.kubectl("-n", "gallery", "rollout", "undo", "deployment/web");
    await cluster.untilRolledOut("api");
    await until(
      async () => !(await cluster.pods("api")).some(({ metadata }) => metadata.name === stuck.metadata.name),
    );
    expect(await imagesOf(cluster)).toEqual([`${repository}:0.2.0`]);
    expect((await watch.stop()).fewest).toBe(wanted);
    await cluster.deploy(manifests);
  });

  test("rolls by itself when a setting in the ConfigMap changes, and the old ConfigMap is there until then", async () => {
    const before = await configMapsInUse(cluster);
    const watch = await cluster.watch("api");
    await deploy({ galleryImage: `${repository}:0.2.0`, databaseReplicas: 2 });
    await cluster.untilRolledOut("api");
    const after = await configMapsInUse(cluster);
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    expect((await watch.stop()).fewest).toBe(wanted);
    const old = await cluster.try("-n", "gallery", "get", "configmap", ...before);
    expect(old.code).toBe(0);
  });

  test("replaces a pod that is deleted", async () => {
    const [victim] = await cluster.servingPods("web");
    await cluster.kubectl("-n", "gallery", "delete", "pod", victim?.metadata.name ?? "", "--wait=false");
    await until(async () => {
      const names = (await cluster.servingPods("web")).map(({ metadata }) => metadata.name);
      return names.length === wanted && !names.includes(victim?.metadata.name ?? "");
    });
  });

  test("gives up one pod at a time when a node with several of them is drained", async () => {
    // All pods of the API on two nodes of each of two zones would hide it: leave one node for many.
    await cluster.kubectl("-n", "gallery", "scale", "deployment/api", "--replicas=6");
    await cluster.kubectl("cordon", "node-2", "node-4", "node-6");
    await until(async () => (await cluster.servingPods("api")).length === 6);
    await cluster.kubectl("-n", "gallery", "rollout", "restart", "deployment/api");
    await cluster.untilRolledOut("api");
    await until(async () => (await cluster.pods("api")).length === 6);
    const onNode = (await cluster.servingPods("api")).filter(({ spec }) => spec.nodeName === "node-1");
    expect(onNode.length).toBeGreaterThanOrEqual(2);
    await cluster.kubectl("uncordon", "node-2", "node-4", "node-6");

    const watch = await cluster.watch("api");
    await cluster.kubectl(
      "drain",
      "node-1",
      "--ignore-daemonsets",
      "--delete-emptydir-data",
      "--timeout=60s",
    );
    await until(async () => (await cluster.servingPods("api")).length === 6);
    expect((await watch.stop()).fewest).toBe(5);
    expect((await cluster.servingPods("api")).filter(({ spec }) => spec.nodeName === "node-1")).toEqual([]);
    await cluster.kubectl("uncordon", "node-1");
  });

  test("has room in its quota for a rollout at the autoscaler's maximum", async () => {
    // Fewer than prod's twelve, because each takes its time; the quota shrinks with them.
    await deploy({ galleryImage: `${repository}:0.2.0`, apiReplicasMax: 6 });
    await cluster.kubectl("-n", "gallery", "scale", "deployment/api", "--replicas=6");
    await until(async () => (await cluster.servingPods("api")).length === 6);
    await deploy({ galleryImage: `${repository}:0.3.0`, apiReplicasMax: 6 });
    await cluster.untilRolledOut("api");
    const events = await cluster.get<{ items: { message: string }[] }>("-n", "gallery", "events");
    expect(events.items.map(({ message }) => message).filter((message) => message.includes("quota"))).toEqual(
      [],
    );
  });

  test("keeps the old version serving when the new one's migration fails, and says why", async () => {
    const watch = await cluster.watch("api");
    const failing = deploy({ galleryImage: `${repository}:fails-1` });
    await expect(failing).rejects.toThrow("BackoffLimitExceeded");
    expect((await watch.stop()).fewest).toBe(6);
    expect(await imagesOf(cluster)).toEqual([`${repository}:0.3.0`]);
  });
});

function isDeployment({ kind }: Manifest): boolean {
  return ["Deployment", "ConfigMap", "Secret"].includes(kind);
}

function imageOf({ spec }: PodObject): string | undefined {
  return spec.containers[0]?.image;
}

/** The images of the API's pods that serve. */
async function imagesOf(cluster: Cluster): Promise<(string | undefined)[]> {
  return [...new Set((await cluster.servingPods("api")).map(imageOf))];
}

async function configMapsInUse(cluster: Cluster): Promise<string[]> {
  const names = (await cluster.servingPods("api")).flatMap(({ spec }) =>
    (spec.containers[0]?.envFrom ?? []).flatMap(({ configMapRef }) => configMapRef?.name ?? []),
  );
  return [...new Set(names)];
}

async function zonesOfNodes(cluster: Cluster): Promise<Map<string, string | undefined>> {
  const { items } = await cluster.get<{
    items: { metadata: { name: string; labels: Record<string, string> } }[];
  }>("nodes");
  return new Map(
    items.map(({ metadata }) => [metadata.name, metadata.labels["topology.kubernetes.io/zone"]]),
  );
}
