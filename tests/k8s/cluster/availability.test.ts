import { inCluster } from "@groundwork/testbed/control-plane/in-cluster";
import { until } from "@groundwork/testbed/processes/until";
import { zonesOfNodes } from "./pods";
import { prodsGallery, repository, wanted } from "./prods-gallery";

inCluster("prod's gallery on a cluster of six nodes in three zones", () => {
  const prod = prodsGallery();

  test("runs the autoscaler's minimum of pods of each part, the same number in each zone", async () => {
    const zones = await zonesOfNodes(prod.cluster);
    for (const name of ["api", "web"]) {
      // The autoscaler looks at a new Deployment every 2 seconds here.
      await until(async () => (await prod.cluster.servingPods(name)).length >= wanted);
      const pods = await prod.cluster.servingPods(name);
      expect(pods).toHaveLength(wanted);
      expect(new Set(pods.map(({ spec }) => zones.get(spec.nodeName ?? ""))).size).toBe(3);
    }
  });

  test("leaves the number of pods to the autoscaler when it is applied again", async () => {
    await prod.cluster.kubectl("-n", "gallery", "scale", "deployment/api", "--replicas=5");
    await until(async () => (await prod.cluster.servingPods("api")).length === 5);
    await prod.cluster.deploy(prod.manifests);
    const { spec } = await prod.cluster.get<{ spec: { replicas: number } }>(
      "-n",
      "gallery",
      "deployment",
      "api",
    );
    expect(spec.replicas).toBe(5);
    // It does not allow fewer than its minimum.
    await prod.cluster.kubectl("-n", "gallery", "scale", "deployment/api", "--replicas=1");
    await until(async () => (await prod.cluster.servingPods("api")).length === wanted);
  });

  test("replaces a pod that is deleted", async () => {
    const [victim] = await prod.cluster.servingPods("web");
    await prod.cluster.kubectl("-n", "gallery", "delete", "pod", victim?.metadata.name ?? "", "--wait=false");
    await until(async () => {
      const names = (await prod.cluster.servingPods("web")).map(({ metadata }) => metadata.name);
      return names.length === wanted && !names.includes(victim?.metadata.name ?? "");
    });
  });

  test("evicts at most a quarter of the pods, rounded up, at a time when a node with several of them is drained", async () => {
    // If all pods of the API ran on two nodes of each of two zones, the test would not show it: leave one node for
    // many pods.
    await prod.cluster.kubectl("-n", "gallery", "scale", "deployment/api", "--replicas=6");
    await prod.cluster.kubectl("cordon", "node-2", "node-4", "node-6");
    await until(async () => (await prod.cluster.servingPods("api")).length === 6);
    await prod.cluster.kubectl("-n", "gallery", "rollout", "restart", "deployment/api");
    await prod.cluster.untilRolledOut("api");
    await until(async () => (await prod.cluster.pods("api")).length === 6);
    const onNode = (await prod.cluster.servingPods("api")).filter(({ spec }) => spec.nodeName === "node-1");
    expect(onNode.length).toBeGreaterThanOrEqual(2);
    await prod.cluster.kubectl("uncordon", "node-2", "node-4", "node-6");

    const watch = await prod.cluster.watch("api");
    await prod.cluster.kubectl(
      "drain",
      "node-1",
      "--ignore-daemonsets",
      "--delete-emptydir-data",
      "--timeout=60s",
    );
    await until(async () => (await prod.cluster.servingPods("api")).length === 6);
    expect((await watch.stop()).fewest).toBeGreaterThanOrEqual(4);
    expect((await prod.cluster.servingPods("api")).filter(({ spec }) => spec.nodeName === "node-1")).toEqual(
      [],
    );
    await prod.cluster.kubectl("uncordon", "node-1");
  });

  test("rolls 100 pods in at most four rounds, without fewer serving pods, and the quota has room for it", async () => {
    // A smaller request of CPU: the nodes have room for all pods. In a round, pods have to be ready for 2 s in place of 90 s.
    const size = { apiReplicasMax: 100, apiCpuRequestMillicores: 10 };
    await prod.deploy({ galleryImage: `${repository}:0.2.0`, ...size });
    await prod.cluster.untilRolledOut("api");
    await prod.cluster.kubectl("-n", "gallery", "scale", "deployment/api", "--replicas=100");
    await until(async () => (await prod.cluster.servingPods("api")).length === 100, 120);
    await prod.cluster.kubectl("-n", "gallery", "rollout", "status", "deployment/api", "--timeout=120s");
    const watch = await prod.cluster.watch("api");
    await prod.deploy({ galleryImage: `${repository}:0.3.0`, ...size });
    const began = Date.now();
    await prod.cluster.kubectl("-n", "gallery", "rollout", "status", "deployment/api", "--timeout=200s");
    // One pod after the other, it would take 300 s.
    expect((Date.now() - began) / 1000).toBeLessThan(4 * (2 + 30));
    const { fewest, most } = await watch.stop();
    expect(fewest).toBe(100);
    expect(most).toBeGreaterThan(110);
    expect(most).toBeLessThanOrEqual(125);
    const events = await prod.cluster.get<{ items: { message: string }[] }>("-n", "gallery", "events");
    // Two pods that are counted at the same time conflict, and the controller creates the second one again.
    expect(
      events.items.map(({ message }) => message).filter((message) => message.includes("exceeded quota")),
    ).toEqual([]);
  }, 600_000);
});
