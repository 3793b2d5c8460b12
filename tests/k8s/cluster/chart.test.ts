/** The Helm chart that `groundwork chart` writes, rendered by Helm and applied to a real Kubernetes API. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runShort } from "@groundwork/rehearse/engine/child";
import { renderChart } from "@groundwork/rehearse/plan/chart";
import type { Manifest } from "@groundwork/rehearse/plan/manifests";
import { inCluster } from "@groundwork/testbed/control-plane/in-cluster";
import { ensureHelm } from "@groundwork/testbed/helm";
import { parse, parseAllDocuments, stringify } from "yaml";
import { manifestsOf } from "../stack";
import { Cluster } from "./cluster";
import { withoutLoadBalancer } from "./prods-gallery";

const SECRET = "a password";

/** Replaces what a chart has other values for: values of Secrets, and annotations of Pulumi. */
function comparable(content: { kind: string; metadata: { annotations?: object }; stringData?: object }) {
  const { annotations = {} } = content.metadata;
  const kept = Object.entries(annotations).filter(([key]) => !key.startsWith("pulumi.com/"));
  const { annotations: _, ...metadata } = content.metadata;
  return {
    ...content,
    metadata: kept.length === 0 ? metadata : { ...metadata, annotations: Object.fromEntries(kept) },
    ...(content.stringData === undefined ? {} : { stringData: Object.keys(content.stringData).sort() }),
  };
}

inCluster.each(["dev", "prod"])("the Helm chart of %s", (stack) => {
  let cluster: Cluster;
  let folder: string;
  let helm: string;
  let manifests: readonly Manifest[];

  beforeAll(async () => {
    helm = await ensureHelm();
    folder = mkdtempSync(join(tmpdir(), "groundwork-chart-"));
    manifests = withoutLoadBalancer(await manifestsOf(stack));
    const chart = renderChart(manifests, { name: "shop", version: "0.1.0", namespace: "gallery" });
    for (const [file, text] of chart) {
      mkdirSync(dirname(join(folder, "chart", file)), { recursive: true });
      writeFileSync(join(folder, "chart", file), text);
    }
    const { secrets } = parse(readFileSync(join(folder, "chart/values.yaml"), "utf8"));
    for (const secret of Object.values<Record<string, string>>(secrets)) {
      for (const key of Object.keys(secret)) secret[key] = SECRET;
    }
    writeFileSync(join(folder, "secrets.yaml"), stringify({ secrets }));
    cluster = await Cluster.start();
  }, 600_000);
  afterAll(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true });
  });

  const template = (...args: string[]) =>
    runShort(helm, ["template", "gallery", join(folder, "chart"), "--namespace", "gallery", ...args]);

  test("has no findings of helm lint", () => {
    const { stdout, status } = runShort(helm, [
      "lint",
      "--strict",
      join(folder, "chart"),
      "--values",
      join(folder, "secrets.yaml"),
    ]);
    expect(stdout).toContain("0 chart(s) failed");
    expect(status).toBe(0);
  });

  test("renders the objects that the program creates", () => {
    const { stdout, status } = template("--values", join(folder, "secrets.yaml"));
    expect(status).toBe(0);
    const byName = (content: { kind: string; metadata: { name: string } }) =>
      `${content.kind} ${content.metadata.name}`;
    const rendered = new Map(
      parseAllDocuments(stdout).map((each) => {
        const content = each.toJS();
        return [byName(content), comparable(content)];
      }),
    );
    const own = manifests.filter(({ namespace }) => namespace === "gallery");
    expect(own.length).toBeGreaterThan(20);
    expect(rendered).toEqual(
      new Map(
        own.map(({ yaml }) => {
          const content = parse(yaml);
          return [byName(content), comparable(content)];
        }),
      ),
    );
  });

  test("does not render without the values of its Secrets", () => {
    const { status, stderr } = template();
    expect(stderr).toMatch(/secrets\.\S+ is not set/);
    expect(status).not.toBe(0);
  });

  test("is accepted by the API server, and its pods become available", async () => {
    const { stdout } = template("--values", join(folder, "secrets.yaml"));
    const around = manifests.filter(({ namespace }) => namespace !== "gallery");
    expect(await cluster.apply(around)).toMatchObject({ code: 0, error: "" });
    expect(await cluster.apply([{ file: "gallery.yaml", yaml: stdout }])).toMatchObject({
      code: 0,
      error: "",
    });
    await cluster.untilRolledOut("api");
    await cluster.untilRolledOut("web");
  });
});
