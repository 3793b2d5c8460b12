/**
 * What happens to an object that exists and is not in the state, for every type of the platform. The simulated cloud must give the same
 * answer, and docs/state.md has it in a table.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newCloud } from "@groundwork/rehearse/cloud";
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { nameInUse, releaseType } from "@groundwork/rehearse/cloud/kubernetes/helm";
import { valueAt } from "@groundwork/rehearse/cloud/paths";
import { sdkVersion } from "@groundwork/rehearse/cloud/sdk-version";
import { runOrThrow } from "@groundwork/rehearse/engine/child";
import { type Manifest, renderManifests } from "@groundwork/rehearse/plan/manifests";
import { inCluster } from "@groundwork/testbed/control-plane/in-cluster";
import { ensureHelm } from "@groundwork/testbed/helm";
import { stackOf } from "../../stack";
import { Cluster } from "../cluster";
import { EXISTING_OBJECTS } from "./provider";
import { type ProviderClient, startProvider } from "./provider-client";

// setup.ts sets the variable, names the tests that need it as not done without it, and fails on GitHub.
const plugin = process.env.GROUNDWORK_KUBERNETES_PROVIDER;
const withProvider = plugin === undefined ? describe.skip : describe;

const accepted = "created, or taken over";
const urnOf = (type: string, name: string) => `urn:pulumi:dev::groundwork::${type}::${name}`;
const configMap = (name: string | undefined, labels: Readonly<Record<string, string>>) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { ...(name === undefined ? {} : { name }), namespace: "default", labels },
  data: {},
});

inCluster("an object that exists and is not in the state", () => {
  let cluster: Cluster;
  /** One resource of each type, with a name that the program sets. */
  let resources: readonly EvaluatedResource[];

  beforeAll(async () => {
    const all = (await stackOf("prod", { egressBy: "names" })).resources.filter(
      ({ type, inputs }) => type.startsWith("kubernetes:") && valueAt(inputs, "metadata.name") !== undefined,
    );
    resources = all.filter(({ type }, at) => all.findIndex((other) => other.type === type) === at);
    expect(resources.length).toBeGreaterThan(15);
    cluster = await Cluster.start();
    // Namespaces first, and all of them: the other objects are in them.
    const namespaces = all.filter(({ inputs }) => inputs.kind === "Namespace");
    expect(await cluster.apply(renderManifests(namespaces))).toMatchObject({ code: 0 });
    expect(await cluster.apply(renderManifests(resources), "--force-conflicts")).toMatchObject({ code: 0 });
  }, 180_000);
  afterAll(() => cluster?.stop());

  /** The simulated cloud's answer, after the words that the provider puts before that of the API server. */
  function simulated({ type, name, inputs }: EvaluatedResource): string | undefined {
    const cloud = newCloud();
    const subject = { id: "", name, inputs, cloud, scope: "" };
    const answer = cloud.types.resourceType(type).alreadyExists?.(subject);
    return /^resource \S+ was not successfully created by the Kubernetes API server: (.+)$/.exec(
      answer ?? "",
    )?.[1];
  }

  test("is refused by the API server in the words of the simulated cloud, for every type", async () => {
    const answerTo = async (manifest: Manifest | undefined) => {
      const { error } = await cluster.create(manifest?.yaml ?? "");
      return /\(AlreadyExists\): error when creating .+?: (.+)$/m.exec(error)?.[1] ?? error;
    };
    const answers: Record<string, string> = {};
    for (const resource of resources) answers[resource.type] = await answerTo(renderManifests([resource])[0]);
    expect(answers).toEqual(
      Object.fromEntries(resources.map((resource) => [resource.type, simulated(resource)])),
    );
  }, 120_000);

  withProvider(EXISTING_OBJECTS, () => {
    const folder = mkdtempSync(join(tmpdir(), "groundwork-existing-"));
    let provider: ProviderClient;
    beforeAll(async () => {
      provider = await startPlugin();
    });
    afterAll(() => {
      provider?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const startPlugin = (configuration: Readonly<Record<string, string>> = {}) =>
      startProvider(plugin ?? "", {
        kubeconfig: readFileSync(cluster.kubeconfig, "utf8"),
        ...configuration,
      });
    const answerTo = (creation: Promise<unknown>) =>
      creation.then(
        () => accepted,
        (error: Error) => error.message,
      );

    test("is not shown by a preview", async () => {
      for (const { type, urn, inputs } of resources)
        expect([type, await answerTo(provider.create(urn, inputs, "preview"))]).toEqual([type, accepted]);
    }, 120_000);

    test("is taken over before 4.29 of the provider, and then refused as in the simulated cloud, for every type", async () => {
      const answers: Record<string, string> = {};
      for (const { type, urn, inputs } of resources) {
        const annotations = {
          ...Object(valueAt(inputs, "metadata.annotations")),
          "pulumi.com/skipAwait": "true",
        };
        const metadata = { ...Object(inputs.metadata), annotations };
        const answer = await answerTo(provider.create(urn, { ...inputs, metadata }));
        // After the answer stands what can be the cause.
        const [first = ""] = answer.split("\n\n");
        answers[type] = first.replace(
          `resource "${urn}" was not successfully created by the Kubernetes API server: `,
          "",
        );
      }
      const isRefused = Object.values(answers).some((answer) => answer !== accepted);
      // A build that GROUNDWORK_KUBERNETES_PROVIDER names can be older.
      if (plugin?.includes(sdkVersion("kubernetes", "@pulumi/kubernetes"))) expect(isRefused).toBe(true);
      expect(answers).toEqual(
        Object.fromEntries(
          resources.map((resource) => [resource.type, isRefused ? simulated(resource) : accepted]),
        ),
      );
    }, 120_000);

    test("is taken over by a provider with upsertExistingObjects, which the platform does not set", async () => {
      const before = configMap("existing", { before: "true" });
      await cluster.apply([{ file: "existing.yaml", yaml: JSON.stringify(before) }]);
      const taking = await startPlugin({ upsertExistingObjects: "true" });
      try {
        const after = configMap("existing", { after: "true" });
        await taking.create(urnOf("kubernetes:core/v1:ConfigMap", "it"), after);
      } finally {
        taking.stop();
      }
      const found = await cluster.get<typeof before>("-n", "default", "configmap", "existing");
      expect(found.metadata.labels).toEqual({ before: "true", after: "true" });
    });

    test("with a generated name, is created a second time", async () => {
      const create = (name: string) =>
        provider.create(urnOf("kubernetes:core/v1:ConfigMap", name), configMap(undefined, {}));
      expect(await create("first")).not.toBe(await create("second"));
    });

    test("as a Helm release, is refused with Helm's message, and stays as it is", async () => {
      mkdirSync(join(folder, "templates"));
      writeFileSync(join(folder, "Chart.yaml"), "apiVersion: v2\nname: small\nversion: 1.0.0\n");
      const template = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: of-release }\n";
      writeFileSync(join(folder, "templates", "all.yaml"), template);
      const helm = await ensureHelm();
      const where = ["--namespace", "default", "--kubeconfig", cluster.kubeconfig];
      runOrThrow(helm, ["install", "shop", folder, ...where], { limit: 60_000 });
      const release = { name: "shop", namespace: "default", chart: folder, skipAwait: true, values: {} };
      expect(await answerTo(provider.create(urnOf(releaseType, "shop"), release))).toBe(nameInUse);
      const history = runOrThrow(helm, ["history", "shop", ...where, "--output", "json"], { limit: 60_000 });
      expect(JSON.parse(history)).toMatchObject([{ revision: 1, status: "deployed" }]);
    });
  });
});
