/** Releases step by step in the engine: a stack with them, and a running stack that changes to them and back. */
import { valueAt } from "@groundwork/rehearse/cloud/paths";
import { rehearse } from "@groundwork/rehearse/lifecycle/rehearsal";
import { buildFirstAction } from "../../../k8s/releases/strategy";
import { guardRailsOff } from "../../../settings/guard-rails";
import { open, summary } from "./engine";

const ingressType = "kubernetes:networking.k8s.io/v1:Ingress";
const action = "alb.ingress.kubernetes.io/actions.api";
const releases = { api: { strategy: "canary" }, web: { strategy: "blueGreen" } };

test("dev with a canary and blueGreen is created, stays unchanged, and is removed completely", async () => {
  const rehearsed = await open("dev");
  try {
    rehearsed.set({ releases });
    for await (const { name, surprises } of rehearse({ rehearsed, cloud: rehearsed.cloud, guardRailsOff }))
      expect([name, ...surprises]).toEqual([name]);
  } finally {
    rehearsed.close();
  }
}, 600_000);

test("a running API changes to a canary and back: what serves is deleted after what takes its place is created", async () => {
  const dev = await open("dev");
  try {
    await dev.run("up");
    const before = dev.cloud.list().map(({ name, type }) => `${name} (${type})`);
    const done: string[] = [];
    dev.cloud.after = ({ kind, type, name }) => {
      done.push(`${kind} ${type.split(":").at(-1)} ${name}`);
    };
    dev.set({ releases: { api: releases.api } });
    const preview = summary(await dev.run("preview"));
    expect(preview.filter((line) => !line.startsWith("create "))).toEqual([
      "delete gallery-api (kubernetes:apps/v1:Deployment)",
      "update gallery (kubernetes:core/v1:ResourceQuota)",
      "update gallery (kubernetes:networking.k8s.io/v1:Ingress)",
      "update gallery-api (kubernetes:autoscaling/v2:HorizontalPodAutoscaler)",
      "update gallery-api (kubernetes:core/v1:Service)",
      "update monitoring (kubernetes:helm.sh/v3:Release)",
      "update monitoring-policies-prometheus (kubernetes:networking.k8s.io/v1:NetworkPolicy)",
    ]);
    expect(summary(await dev.run("up"))).toEqual(preview);
    expect(done.indexOf("create Release gallery-releases")).toBeGreaterThan(
      done.indexOf("create RoleBinding gallery-releases"),
    );
    expect(done.indexOf("create Rollout gallery-api")).toBeGreaterThan(
      done.indexOf("create Release gallery-releases"),
    );
    expect(done.indexOf("delete Deployment gallery-api")).toBeGreaterThan(
      done.indexOf("create Rollout gallery-api"),
    );

    const annotations = () =>
      Object(valueAt(dev.cloud.find(ingressType, "gallery/gallery")?.inputs ?? {}, "metadata.annotations"));
    expect(annotations()[action]).toBe(buildFirstAction("api"));
    // The controller writes the weights. They are no drift, and another change of the Ingress may reset them.
    const { metadata } = dev.cloud.find(ingressType, "gallery/gallery")?.inputs ?? {};
    const divided = { ...annotations(), [action]: '{"Type":"forward"}' };
    dev.cloud.tamper(ingressType, "gallery/gallery", {
      metadata: { ...Object(metadata), annotations: divided },
    });
    await dev.run("refresh");
    expect(await dev.run("up")).toEqual([]);

    dev.set({ releases: {} });
    done.length = 0;
    await dev.run("up");
    // The requests go to the Deployment's pods before those of the Rollout end, and the autoscaler sets their number before.
    const order = [
      "update HorizontalPodAutoscaler gallery-api",
      "create Deployment gallery-api",
      "update Ingress gallery",
      "delete Rollout gallery-api",
    ];
    expect(done.filter((each) => order.includes(each))).toEqual(order);
    expect(annotations()[action]).toBe(buildFirstAction("api"));
    expect(
      dev.cloud
        .list()
        .map(({ name, type }) => `${name} (${type})`)
        .sort(),
    ).toEqual(before.sort());
  } finally {
    dev.close();
  }
}, 600_000);

test("an update fails if the release was aborted, and the next good version passes", async () => {
  const dev = await open("dev");
  const type = "kubernetes:argoproj.io/v1alpha1:Rollout";
  const end = (status: object) => dev.cloud.tamper(type, "gallery/api", { status });
  try {
    dev.set({ releases: { api: releases.api } });
    await dev.run("up");
    end({ phase: "Degraded", message: 'RolloutAborted: metric "errors" assessed Failed' });
    await dev.run("refresh");
    // A preview shows the changes also then.
    await dev.run("preview");
    await expect(dev.run("up")).rejects.toThrow(
      /the release of api was aborted \(Degraded: RolloutAborted: metric "errors" assessed Failed\)[\s\S]*npx --no groundwork release dev status/,
    );
    end({ phase: "Healthy" });
    await dev.run("refresh");
    expect(await dev.run("up")).toEqual([]);
  } finally {
    dev.close();
  }
}, 600_000);
