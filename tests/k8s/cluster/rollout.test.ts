import type { Manifest } from "@groundwork/rehearse/plan/manifests";
import { inCluster } from "@groundwork/testbed/control-plane/in-cluster";
import { until } from "@groundwork/testbed/processes/until";
import { manifestsOf } from "../stack";
import { configMapsInUse, imageOf, imagesOf } from "./pods";
import { prodsGallery, repository, wanted, withoutLoadBalancer } from "./prods-gallery";

inCluster("a new version of prod's gallery", () => {
  const prod = prodsGallery();

  test("rolls to a new image without fewer serving pods than required", async () => {
    const watch = await prod.cluster.watch("api");
    await prod.deploy({ galleryImage: `${repository}:0.2.0` });
    await prod.cluster.untilRolledOut("api");
    const { fewest, most } = await watch.stop();
    expect(fewest).toBe(wanted);
    expect(most).toBe(wanted + 1);
    expect(await imagesOf(prod.cluster)).toEqual([`${repository}:0.2.0`]);
  });

  test("runs the migration once for each image, however often it is applied", async () => {
    await prod.cluster.deploy(prod.manifests);
    const pods = await prod.cluster.pods("migrate");
    expect(pods.map(({ spec }) => spec.containers[0]?.image).sort()).toEqual([
      `${repository}:0.1.0`,
      `${repository}:0.2.0`,
    ]);
  });

  test("keeps all old pods serving when the new pods do not become ready, and rolls back with undo", async () => {
    const watch = await prod.cluster.watch("api");
    await prod.cluster.apply(
      withoutLoadBalancer(await manifestsOf("prod", { galleryImage: `${repository}:never-ready-1` })).filter(
        isDeployment,
      ),
    );
    const stuck = await until(async () =>
      (await prod.cluster.pods("api")).find(({ spec }) =>
        spec.containers[0]?.image.endsWith(":never-ready-1"),
      ),
    );
    // The deadline of five minutes, shortened.
    await prod.cluster.kubectl(
      "-n",
      "gallery",
      "patch",
      "deployment/api",
      "-p",
      '{"spec":{"progressDeadlineSeconds":4}}',
    );
    const given = await prod.cluster.try(
      "-n",
      "gallery",
      "rollout",
      "status",
      "deployment/api",
      "--timeout=30s",
    );
    expect(given.error).toContain("exceeded its progress deadline");
    expect((await prod.cluster.servingPods("api")).map(imageOf)).toEqual(
      Array(wanted).fill(`${repository}:0.2.0`),
    );

    await prod.cluster.kubectl("-n", "gallery", "rollout", "undo", "deployment/api");
    await prod.cluster.kubectl("-n", "gallery", "rollout", "undo", "deployment/web");
    await prod.cluster.untilRolledOut("api");
    await until(
      async () =>
        !(await prod.cluster.pods("api")).some(({ metadata }) => metadata.name === stuck.metadata.name),
    );
    expect(await imagesOf(prod.cluster)).toEqual([`${repository}:0.2.0`]);
    expect((await watch.stop()).fewest).toBe(wanted);
    await prod.cluster.deploy(prod.manifests);
  });

  test("rolls when a setting in the ConfigMap changes, and keeps the old ConfigMap until then", async () => {
    const before = await configMapsInUse(prod.cluster);
    const watch = await prod.cluster.watch("api");
    await prod.deploy({ galleryImage: `${repository}:0.2.0`, databaseReplicas: 2 });
    await prod.cluster.untilRolledOut("api");
    const after = await configMapsInUse(prod.cluster);
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    expect((await watch.stop()).fewest).toBe(wanted);
    const old = await prod.cluster.try("-n", "gallery", "get", "configmap", ...before);
    expect(old.code).toBe(0);
  });

  test("keeps the old version serving when the new migration fails, and reports the reason", async () => {
    const watch = await prod.cluster.watch("api");
    const failing = prod.deploy({ galleryImage: `${repository}:fails-1` });
    await expect(failing).rejects.toThrow("BackoffLimitExceeded");
    expect((await watch.stop()).fewest).toBe(wanted);
    expect(await imagesOf(prod.cluster)).toEqual([`${repository}:0.2.0`]);
  });
});

function isDeployment({ kind }: Manifest): boolean {
  return ["Deployment", "ConfigMap", "Secret"].includes(kind);
}
