import { parse } from "yaml";
import { namespacesOf, renderChart } from "../../plan/chart";
import { type ResolvedResource, renderManifests } from "../../plan/manifests";

const DIGEST = `sha256:${"a".repeat(64)}`;

const pod = (image: string) => ({
  metadata: {},
  spec: { containers: [{ name: "main", image, resources: { limits: { memory: "64Mi" } } }] },
});
const resources: readonly ResolvedResource[] = [
  { type: "kubernetes:core/v1:Namespace", outputs: { metadata: { name: "shop" } } },
  {
    type: "kubernetes:core/v1:ConfigMap",
    outputs: {
      metadata: { name: "texts", namespace: "shop", annotations: { "pulumi.com/autonamed": "true" } },
      data: { greeting: "{{ name }}, hello" },
    },
  },
  {
    type: "kubernetes:core/v1:Secret",
    outputs: { metadata: { name: "api-0a1b2c3", namespace: "shop" }, stringData: { TOKEN: "t0p" } },
  },
  {
    type: "kubernetes:apps/v1:Deployment",
    outputs: {
      metadata: { name: "api", namespace: "shop" },
      spec: { replicas: 3, template: pod(`registry.example.com:5000/team/shop@${DIGEST}`) },
    },
  },
  {
    type: "kubernetes:networking.k8s.io/v1:Ingress",
    outputs: {
      metadata: { name: "shop", namespace: "shop" },
      spec: { rules: [{ host: "api.shop.example.com" }, { host: "shop.example.com" }] },
    },
  },
  { type: "kubernetes:core/v1:ConfigMap", outputs: { metadata: { name: "other", namespace: "elsewhere" } } },
];
const manifests = renderManifests(resources);
const chart = renderChart(manifests, { name: "shop", version: "1.2.3", namespace: "shop" });
const template = (kind: string) => [...chart].find(([file]) => file.includes(`-${kind}-`))?.[1] ?? "";

test("the chart has the objects of one namespace, in the order to apply them", () => {
  const kinds = [...chart.keys()].map((file) => file.replace(/^templates\/\d+-(\w+)-.*/, "$1"));
  expect(kinds).toEqual(["Chart.yaml", "values.yaml", "secret", "configmap", "deployment", "ingress"]);
  expect(parse(chart.get("Chart.yaml") ?? "")).toMatchObject({ name: "shop", version: "1.2.3" });
});

test("values have the stack's values as defaults; names without the hash of the content are their keys", () => {
  expect(parse(chart.get("values.yaml") ?? "")).toEqual({
    secrets: { api: { TOKEN: "" } },
    images: { shop: `registry.example.com:5000/team/shop@${DIGEST}` },
    replicas: { api: 3 },
    resources: { api: { main: { limits: { memory: "64Mi" } } } },
    host: "shop.example.com",
  });
});

test("templates read the values, and the release decides the namespace", () => {
  expect(template("deployment")).toContain('replicas: {{ index .Values "replicas" "api" | int }}');
  expect(template("deployment")).toContain('image: {{ index .Values "images" "shop" | quote }}');
  expect(template("ingress")).toContain('host: {{ printf "api.%s" .Values.host | quote }}');
  for (const [file, text] of chart) {
    if (file.startsWith("templates/")) expect(text).toContain("namespace: {{ .Release.Namespace }}");
  }
});

test("values of Secrets are required, and no secret is in the chart", () => {
  expect(template("secret")).toContain('TOKEN: {{ required "secrets.api.TOKEN is not set"');
  expect([...chart.values()].join("\n")).not.toMatch(/t0p|\(secret\)/);
});

test("text that looks like a template stays text, and annotations of Pulumi are left out", () => {
  expect(template("configmap")).toContain('{{ "{{" }} name }}, hello');
  expect(template("configmap")).not.toContain("pulumi.com");
});

test("the namespaces with objects are listed", () => {
  expect(namespacesOf(manifests)).toEqual(["elsewhere", "shop"]);
});
