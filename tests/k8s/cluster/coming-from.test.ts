/** The manifests of docs/coming-from on a real Kubernetes API. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runOrThrow } from "@groundwork/rehearse/engine/child";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { inCluster } from "@groundwork/testbed/control-plane/in-cluster";
import { Cluster } from "./cluster";

const folder = join(projectFolder, "docs/coming-from/ingress-controllers");
const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
const read = (file: string) => ({ file, yaml: readFileSync(join(folder, file), "utf8") });
/** The module with Istio's custom resource definitions, from the Go proxy. */
const ISTIO = "istio.io/api@v1.32.0";

inCluster("the manifests of docs/coming-from", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    const downloaded = runOrThrow("go", ["mod", "download", "-json", ISTIO], { limit: 300_000 });
    const definitions = join(JSON.parse(downloaded).Dir, "kubernetes/customresourcedefinitions.gen.yaml");
    cluster = await Cluster.start();
    await cluster.kubectl("apply", "--server-side", "-f", definitions);
    await cluster.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
  }, 600_000);
  afterAll(() => cluster?.stop());

  test.each(files)("%s is accepted, with strict validation of its fields", async (file) => {
    expect(await cluster.apply([read(file)], "--namespace=default")).toMatchObject({ code: 0, error: "" });
  });

  test("a mistyped field is rejected", async () => {
    const { yaml } = read("nginx.yaml");
    const mistyped = { file: "nginx.yaml", yaml: yaml.replace("pathType:", "pathtype:") };
    const { code, error } = await cluster.apply([mistyped], "--namespace=default");
    expect(error).toContain("pathtype");
    expect(code).not.toBe(0);
  });
});
