/** The lines of kubectl in the runbooks and on-call.md, on a real API server with prod's objects. */
import { inCluster } from "@groundwork/testbed/control-plane/in-cluster";
import { stringify } from "yaml";
import { agent, gateway } from "../../../k8s/telemetry/addresses";
import { linesFor, named, words } from "../../docs/commands/lines";
import { type Kubelet, startKubelet } from "./kubelet";
import { prodsGallery } from "./prods-gallery";
import { definitions, names, objects, pods } from "./stand-ins";

const texts = [...new Set(linesFor("kubectl").map(({ text }) => text))];
const changes = /^kubectl (-n \S+ )?(delete|drain|patch|rollout restart|rollout resume) /;

inCluster("a line of kubectl in a runbook", () => {
  const gallery = prodsGallery();
  let kubelet: Kubelet;
  let pod = "";
  let job = "";

  beforeAll(async () => {
    const { cluster } = gallery;
    const apply = async (content: readonly object[]) => {
      const files = content.map((each, at) => ({ file: `${at}.yaml`, yaml: stringify(each) }));
      const { code, error } = await cluster.apply(files, "--force-conflicts");
      if (code !== 0) throw new Error(error);
    };
    await apply(definitions);
    await cluster.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
    await apply(objects);
    await cluster.kubectl(
      ...["-n", "monitoring", "wait", `pvc/${names.pvc}`, "--for=jsonpath={.status.phase}=Bound"],
    );
    const sets = [
      ...["prometheus", "alertmanager"].map((app) => ["monitoring", `${app}-monitoring-${app}`] as const),
      ...[gateway, agent].map(({ namespace, name }) => [namespace, name] as const),
    ];
    for (const [namespace, name] of sets)
      await cluster.kubectl(
        ...["-n", namespace, "rollout", "status", `statefulset/${name}`, "--timeout=30s"],
      );
    kubelet = await startKubelet(cluster);
    pod = (await cluster.servingPods("api"))[0]?.metadata.name ?? "";
    job = gallery.manifests.find(({ kind }) => kind === "Job")?.name ?? "";
  }, 120_000);
  afterAll(() => kubelet?.close());

  function run(text: string) {
    const [kind = "deployment"] = /nodeclaim|pvc|job(?=\/)/.exec(text) ?? [];
    const NAME = { nodeclaim: names.nodeclaim, pvc: names.pvc, job, deployment: "api" }[kind] ?? "";
    const [, namespace = ""] = / -n (\S+) /.exec(text) ?? [];
    const POD = pods[namespace] ?? pod;
    const given = { NAME, POD, NODE: "node-1", NAMESPACE: "gallery", SIZE: "80Gi" };
    return gallery.cluster.try(...words(named(text, given)).slice(1));
  }

  const without = (pattern: RegExp) => texts.filter((text) => !changes.test(text) && !pattern.test(text));

  test.each(without(/ logs | exec | port-forward | top | --raw /))("%s finds something", async (text) => {
    const { code, out, error } = await run(text);
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(out.trim()).not.toBe("");
  });

  test.each(texts.filter((text) => / logs /.test(text)))(
    "%s shows the log of its containers",
    async (text) => {
      const before = kubelet.requests.length;
      const { code, out, error } = await run(text);
      expect({ code, error }).toEqual({ code: 0, error: "" });
      expect(out).toContain("the log of ");
      const requests = kubelet.requests.slice(before);
      expect(requests.length).toBeGreaterThan(0);
      for (const request of requests)
        if (text.includes("--tail=-1")) expect(request).not.toContain("tailLines");
      if (text.includes(" -l ")) expect(text).toContain("--tail=-1");
    },
  );

  test("kubectl logs of a Deployment shows one pod, which is why the runbooks select pods by their label", async () => {
    expect((await run("kubectl -n gallery logs deployment/api")).error).toMatch(/Found 3 pods, using pod/);
  });

  test("kubectl logs with a selector and without --tail shows ten lines, which is why the runbooks have --tail=-1", async () => {
    const before = kubelet.requests.length;
    expect((await run("kubectl -n gallery logs -l app.kubernetes.io/name=api")).code).toBe(0);
    const requests = kubelet.requests.slice(before);
    expect(requests).not.toEqual([]);
    expect(requests.filter((request) => !request.includes("tailLines=10"))).toEqual([]);
  });

  // Each reaches what it is for, which no simulated node has: a stream, a proxy, metrics.
  test.each(texts.filter((text) => / exec | port-forward | top | --raw /.test(text)))(
    "%s is accepted as far as a simulated node allows",
    async (text) => {
      const { error } = await run(text);
      expect(error).toMatch(
        /error upgrading connection|unable to upgrade connection|address not allowed|Metrics API not available/,
      );
    },
  );

  test.each(texts.filter((text) => changes.test(text)))("%s makes its change", async (text) => {
    if (text.includes("rollout resume")) await run("kubectl -n gallery rollout pause deployment/api");
    const { code, error, out } = await run(text);
    // drain warns about the pods that it ignores.
    const problems = error.split("\n").filter((line) => !/^(Warning: ignoring .*)?$/.test(line));
    expect({ code, problems }).toEqual({ code: 0, problems: [] });
    expect(out).toMatch(/deleted|drained|patched|restarted|resumed/);
  });

  test.each([
    "kubectl -n galery get pods",
    "kubectl -n gallery logs -l app.kubernetes.io/name=apy --tail=-1",
    "kubectl -n gallery get pods --wide",
  ])("a mistake is found: %s", async (text) => {
    expect((await run(text)).error).toMatch(/No resources found|unknown flag/);
  });
});
