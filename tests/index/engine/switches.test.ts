/** The switches in the engine: created without a part, and a part that is removed from a running stack and added again. */
import { deploy } from "@groundwork/delivery/deploy";
import { NO_IMAGES } from "@groundwork/delivery/images";
import { rehearse } from "@groundwork/rehearse/lifecycle/rehearsal";
import groundwork from "../../../index";
import { guardRailsOff } from "../../../settings/guard-rails";
import { imagesFor, orders } from "../../applications/specs";
import { drawn } from "../../drawn";
import { cloudWith, existingNetwork } from "../../existing-network";
import { open, summary, type TestStack } from "./engine";

const withoutGallery = {
  gallery: "off",
  galleryImage: "",
  galleryThumbnailerImage: "",
  galleryHost: "",
  galleryHostedZoneId: "",
};

// The cases of tests/adoption/cases.ts rehearse prod without each part every night.
const lessThanAll: readonly [what: string, changes: object][] = [
  ["the gallery", withoutGallery],
  ["the monitoring", { monitoring: "off" }],
  ["both, in an existing VPC", { ...withoutGallery, monitoring: "off", ...existingNetwork(2) }],
];
test.each(drawn(lessThanAll, 1))(
  "dev is created without %s, stays unchanged, and is removed completely",
  async (_, changes) => {
    const cloud = cloudWith();
    const rehearsed = await open("dev", { cloud });
    try {
      rehearsed.set({ ...changes });
      for await (const { name, surprises } of rehearse({ rehearsed, cloud, guardRailsOff }))
        expect([name, ...surprises]).toEqual([name]);
    } finally {
      rehearsed.close();
    }
  },
  600_000,
);

describe("the monitoring of running dev", () => {
  let dev: TestStack;
  beforeAll(async () => {
    dev = await open("dev");
    await dev.run("up");
  }, 600_000);
  afterAll(() => dev?.close());
  const resources = () =>
    dev.cloud
      .list()
      .map(({ name, type }) => `${name} (${type})`)
      .sort();

  test("writes to a server outside and stops again: the release, Prometheus's policy and the token's Secret change, and nothing else", async () => {
    const before = resources();
    const prometheus = () => dev.cloud.list("kubernetes:helm.sh/v3:Release").map(({ inputs }) => inputs);
    const without = prometheus();
    dev.set({
      prometheusRemoteWriteUrl: "https://metrics.example.com/api/v1/push",
      prometheusRemoteWriteToken: "a-token-for-this-test",
    });
    const preview = summary(await dev.run("preview"));
    expect(preview).toEqual([
      "create monitoring-remote-write (kubernetes:core/v1:Secret)",
      "update monitoring (kubernetes:helm.sh/v3:Release)",
      "update monitoring-policies-prometheus (kubernetes:networking.k8s.io/v1:NetworkPolicy)",
    ]);
    expect(summary(await dev.run("up"))).toEqual(preview);
    expect(prometheus()).not.toEqual(without);
    expect(await dev.run("refresh")).toEqual([]);
    dev.set({ prometheusRemoteWriteUrl: undefined, prometheusRemoteWriteToken: undefined });
    expect(summary(await dev.run("up"))).toEqual(preview.map((line) => line.replace("create ", "delete ")));
    expect(prometheus()).toEqual(without);
    expect(resources()).toEqual(before);
  }, 600_000);

  test("is removed and added again, and nothing else changes", async () => {
    const before = resources();
    dev.set({ monitoring: "off" });
    const preview = summary(await dev.run("preview"));
    expect(preview).toContain("delete monitoring (kubernetes:helm.sh/v3:Release)");
    expect(preview).toContain("delete monitoring (kubernetes:core/v1:Namespace)");
    expect(preview.filter((line) => !line.startsWith("delete "))).toEqual([]);
    expect(
      preview.filter((line) => !/ (monitoring|alerting-(heartbeat|silence|alertmanager|grafana))/.test(line)),
    ).toEqual([]);
    expect(summary(await dev.run("up"))).toEqual(preview);
    dev.set({ monitoring: "on" });
    const again = summary(await dev.run("up"));
    expect(again).toEqual(preview.map((line) => line.replace("delete ", "create ")));
    expect(resources()).toEqual(before);
  }, 600_000);
});

test("the gallery is removed from running dev and added again; the database is not changed", async () => {
  const dev = await open("dev");
  try {
    await dev.run("up");
    const databases = () => dev.cloud.list("aws:rds/instance:Instance");
    const before = databases();
    dev.set({ gallery: "off" });
    const preview = summary(await dev.run("preview"));
    expect(preview).toContain("delete photos (aws:s3/bucket:Bucket)");
    expect(preview).toContain("update monitoring (kubernetes:helm.sh/v3:Release)");
    expect(preview.filter((line) => /replace/.test(line))).toEqual([]);
    await dev.run("up");
    expect(databases()).toEqual(before);
    // A deployment of the stack, which has no images any more: it never returns to the earlier ones, and tests no page.
    const smoke = () => Promise.reject(new Error("there is no page"));
    const deployment = await deploy({
      stack: dev.stack,
      images: NO_IMAGES,
      what: "deploy",
      smoke: async () => undefined,
    });
    expect(deployment).toMatchObject({ before: undefined, decision: { do: "keep" } });
    const failed = await deploy({ stack: dev.stack, images: NO_IMAGES, what: "deploy", smoke });
    expect(failed.decision).toEqual({ do: "leave", why: "first" });
    expect(await dev.run("up")).toEqual([]);
    dev.set({ gallery: "on" });
    const again = summary(await dev.run("up"));
    expect(again).toContain("create photos (aws:s3/bucket:Bucket)");
    expect(databases()).toEqual(before);
  } finally {
    dev.close();
  }
}, 600_000);

test("an application keeps its domain when the gallery is turned off and on: a new certificate exists before the old one is deleted", async () => {
  const domain = { galleryHost: "gallery.example.com", galleryHostedZoneId: "Z0123456789ABCDEFGHIJ" };
  const dev = await open("dev", { program: async () => groundwork(undefined, [orders]) });
  try {
    dev.set({ monitoring: "off", ...domain, ...imagesFor([orders]) });
    await dev.run("up");
    const certificates = () =>
      dev.cloud.list("aws:acm/certificate:Certificate").map(({ outputs }) => outputs);
    const ingress = () => dev.cloud.list("kubernetes:networking.k8s.io/v1:Ingress").map(({ id }) => id);
    const before = ingress();
    for (const [gallery, others] of [
      ["off", []],
      ["on", ["api.gallery.example.com"]],
    ] as const) {
      dev.set({ gallery });
      const done: string[] = [];
      dev.cloud.before = async ({ kind, type }) => {
        if (type === "aws:acm/certificate:Certificate" && kind !== "read") done.push(kind);
      };
      await dev.run("up");
      expect(done).toEqual(["create", "delete"]);
      expect(certificates()).toMatchObject([
        { domainName: "gallery.example.com", subjectAlternativeNames: others },
      ]);
      expect(ingress()).toEqual(before);
      expect(await dev.run("preview")).toEqual([]);
    }
  } finally {
    dev.close();
  }
}, 600_000);

test("in prod, the photos are protected: the preview of a stack without its gallery fails and names the bucket", async () => {
  const prod = await open("prod");
  try {
    await prod.run("up");
    const before = prod.cloud.list();
    prod.set({ ...withoutGallery });
    await expect(prod.run("preview")).rejects.toThrow(/photos.*protected|protected.*photos/s);
    await expect(prod.run("up")).rejects.toThrow(/protected/);
    expect(prod.cloud.list("aws:s3/bucket:Bucket")).toEqual(
      before.filter(({ type }) => type === "aws:s3/bucket:Bucket"),
    );
  } finally {
    prod.close();
  }
}, 600_000);
