import type { Manifest } from "../../scripts/manifests";
import { manifestsOf } from "../k8s/stack";
import { Cluster, until } from "./cluster";
import { inCluster } from "./in-cluster";
import { zonesOfNodes } from "./pods";

const repository = "111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/gallery";
/** Pods of each part: prod's minimum. */
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
});
