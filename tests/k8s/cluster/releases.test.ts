/** Releases that a killed Helm leaves, on a real API server: `groundwork state releases --repair` frees them, and nothing is lost. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { kubectlWith } from "@groundwork/state/kubectl";
import { isPending, listReleases, repairRelease } from "@groundwork/state/releases";
import { inCluster } from "@groundwork/testbed/control-plane/in-cluster";
import { ensureHelm } from "@groundwork/testbed/helm";
import { until } from "@groundwork/testbed/processes/until";
import { Cluster } from "./cluster";

// A Deployment whose pods never become ready keeps Helm waiting, as Grafana does. The claim is that of a StatefulSet.
const templates = {
  "web.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { tag: "{{ .Values.tag }}" } }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "web:{{ .Values.tag }}" }] }
`,
  "store.yaml": `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: store }
spec:
  serviceName: store
  selector: { matchLabels: { app: store } }
  template:
    metadata: { labels: { app: store } }
    spec: { containers: [{ name: store, image: "store:1" }] }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`,
  "extra.yaml": `{{ if .Values.extra }}apiVersion: v1
kind: ConfigMap
metadata: { name: extra }
{{ end }}`,
};

inCluster("a release whose Helm was killed", () => {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-releases-"));
  const namespace = "killed";
  let cluster: Cluster;
  let program: string;
  const { PATH = "" } = process.env;

  beforeAll(async () => {
    program = await ensureHelm();
    mkdirSync(join(folder, "templates"));
    writeFileSync(join(folder, "Chart.yaml"), "apiVersion: v2\nname: example\nversion: 1.0.0\n");
    for (const [file, text] of Object.entries(templates))
      writeFileSync(join(folder, "templates", file), text);
    cluster = await Cluster.start();
    // The command runs the kubectl that it finds.
    process.env.PATH = `${cluster.programs}${delimiter}${PATH}`;
    await cluster.kubectl("create", "namespace", namespace);
  }, 180_000);
  afterAll(async () => {
    process.env.PATH = PATH;
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await cluster.kubectl(
      "-n",
      namespace,
      "delete",
      "secrets,deployments,statefulsets,configmaps,pvc",
      "--all",
    );
  });

  const kubectl = () => kubectlWith(cluster.kubeconfig);
  const helm = (...args: string[]) => [...args, "-n", namespace, "--kubeconfig", cluster.kubeconfig];
  const run = (...args: string[]) =>
    execFileSync(program, helm(...args), { encoding: "utf8", stdio: "pipe", timeout: 60_000 });
  const install = (tag: string, ...more: string[]) => [
    "install",
    "it",
    folder,
    "--set",
    `tag=${tag}`,
    ...more,
  ];
  const upgrade = (tag: string, ...more: string[]) => [
    "upgrade",
    "it",
    folder,
    "--set",
    `tag=${tag}`,
    ...more,
  ];
  const failureOf = (args: string[]) => {
    try {
      return run(...args);
    } catch (error) {
      return String(error);
    }
  };
  const release = async () => (await listReleases(kubectl())).find(({ name }) => name === "it");
  const statuses = async () =>
    (await release())?.revisions.map(({ number, status }) => `${number} ${status}`) ?? [];
  const uidOf = async (what: string) =>
    (await cluster.get<{ metadata: { uid: string } }>("-n", namespace, what)).metadata.uid;
  const repair = () => repairRelease(kubectl(), `${namespace}/it`, { providerIsGone: true });

  /** Runs Helm, and kills it as soon as its revision is pending and its objects exist. */
  async function kill(args: string[], tag: string): Promise<void> {
    const child: ChildProcess = spawn(program, helm(...args, "--wait", "--timeout", "60s"), {
      stdio: "ignore",
    });
    const ended = once(child, "exit");
    await until(async () => {
      const found = await release();
      if (found === undefined || !isPending(found)) return undefined;
      const { code, out } = await cluster.try(
        "-n",
        namespace,
        "get",
        // Helm creates the StatefulSet after the Deployment.
        ...["deployment/web", "statefulset/store"],
        "-o",
        "jsonpath={.items[0].metadata.labels.tag}",
      );
      return code === 0 && out === tag ? found : undefined;
    });
    child.kill("SIGKILL");
    await ended;
  }

  test("in an install: the repair lets Helm install it again around the objects and volumes that exist", async () => {
    await kill(install("never-ready"), "never-ready");
    expect(await statuses()).toEqual(["1 pending-install"]);
    expect(failureOf(install("1"))).toContain("cannot re-use a name that is still in use");
    expect(failureOf(upgrade("1"))).toContain("another operation (install/upgrade/rollback) is in progress");
    const claim = await until(async () => await uidOf("pvc/data-store-0").catch(() => undefined));
    const store = await uidOf("statefulset/store");

    await expect(repairRelease(kubectl(), `${namespace}/it`)).rejects.toThrow(
      /may still run.*--provider-is-gone/s,
    );
    expect(await statuses()).toEqual(["1 pending-install"]);
    expect((await repair()).map(({ number }) => number)).toEqual([1]);

    run(...install("1"));
    expect(await statuses()).toEqual(["1 deployed"]);
    expect([await uidOf("pvc/data-store-0"), await uidOf("statefulset/store")]).toEqual([claim, store]);
  });

  test("in an upgrade: the repair lets the same upgrade run again, and takes over what it had created", async () => {
    run(...install("1"));
    const claim = await until(async () => await uidOf("pvc/data-store-0").catch(() => undefined));
    await kill(upgrade("never-ready", "--set", "extra=true"), "never-ready");
    expect(await statuses()).toEqual(["1 deployed", "2 pending-upgrade"]);
    expect(failureOf(upgrade("2"))).toContain("another operation (install/upgrade/rollback) is in progress");

    await repair();
    run(...upgrade("2", "--set", "extra=true"));
    expect(await statuses()).toEqual(["1 superseded", "2 deployed"]);
    expect(await uidOf("pvc/data-store-0")).toBe(claim);
    run(...upgrade("2"));
    expect((await cluster.try("-n", namespace, "get", "configmap/extra")).code).toBe(1);
  });

  test("in a rollback: the revision that was deployed last counts again", async () => {
    run(...install("never-ready-either"));
    run(...upgrade("2"));
    await kill(["rollback", "it", "1"], "never-ready-either");
    expect(await statuses()).toEqual(["1 superseded", "2 deployed", "3 pending-rollback"]);
    expect(failureOf(upgrade("3"))).toContain("another operation (install/upgrade/rollback) is in progress");
    expect((await repair()).map(({ number }) => number)).toEqual([3]);
    run(...upgrade("3"));
    expect(await statuses()).toEqual(["1 superseded", "2 superseded", "3 deployed"]);
  });

  test("a release that is not pending, or does not exist, is not changed", async () => {
    run(...install("1"));
    await expect(repair()).rejects.toThrow("There is nothing to repair: killed/it: revision 1 is deployed");
    await expect(repairRelease(kubectl(), "it")).rejects.toThrow(
      "it is not a release of the cluster, as NAMESPACE/NAME. It has: killed/it.",
    );
    expect(await statuses()).toEqual(["1 deployed"]);
  });
});
