import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { environment } from "../../../app/src/config";
import { createGalleryScrapeConfig } from "../../../k8s/monitoring/scrape";
import { stackOf } from "../stack";

interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: readonly { readonly ports?: readonly { containerPort: number }[] }[];
  };
}
interface Relabelling {
  readonly source_labels: readonly string[];
  readonly regex?: string;
  readonly action?: "keep";
  readonly target_label?: string;
  readonly replacement?: string;
}

/**
 * Labels of the targets that Prometheus derives from a pod, one per port, after the relabelling rules of the scrape.
 */
function targetsOf({ metadata, spec }: PodTemplate, phase = "Running"): Record<string, string>[] {
  const pod: Record<string, string> = {
    __meta_kubernetes_pod_phase: phase,
    __meta_kubernetes_pod_name: "pod-1",
    __meta_kubernetes_namespace: "gallery",
  };
  for (const [label, value] of Object.entries(metadata.labels))
    pod[`__meta_kubernetes_pod_label_${label.replace(/[^a-zA-Z0-9_]/g, "_")}`] = value;
  const rules = createGalleryScrapeConfig("gallery").relabel_configs as readonly Relabelling[];
  return spec.containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ containerPort }) => {
      const labels = { ...pod, __meta_kubernetes_pod_container_port_number: String(containerPort) };
      const added: Record<string, string> = {};
      for (const { source_labels, regex = "(.*)", action, target_label, replacement = "$1" } of rules) {
        const source = source_labels.map((label) => Object(labels)[label] ?? "").join(";");
        const matches = new RegExp(`^(?:${regex})$`).test(source);
        if (action === "keep" && !matches) return [];
        if (target_label !== undefined) added[target_label] = replacement.replace("$1", source);
      }
      return [{ ...added, port: String(containerPort) }];
    }),
  );
}

describe("the gallery's pods, as discovered by Prometheus", () => {
  let resources: readonly EvaluatedResource[];
  beforeAll(async () => {
    ({ resources } = await stackOf("prod"));
  });
  const templates = (kind: string) =>
    resources
      .filter(
        ({ type, inputs }) => type.endsWith(`:${kind}`) && Object(inputs.metadata).namespace === "gallery",
      )
      .map(({ inputs }) => Object(inputs.spec).template as PodTemplate);

  test("each part is one job, scraped only on its metrics port", () => {
    const targets = templates("Deployment").flatMap((template) => targetsOf(template));
    const expected = ["api", "web"].map((part) => ({
      job: `gallery-${part}`,
      namespace: "gallery",
      pod: "pod-1",
      port: "9090",
    }));
    expect(targets.sort((a, b) => String(a.job).localeCompare(String(b.job)))).toEqual(expected);
  });

  test("completed pods and pods of other applications are not scraped", () => {
    const [template] = templates("Deployment");
    if (template === undefined) throw new Error("no Deployment");
    expect(targetsOf(template, "Succeeded")).toEqual([]);
    expect(targetsOf({ ...template, metadata: { labels: { "app.kubernetes.io/name": "api" } } })).toEqual([]);
    expect(templates("Job").flatMap((job) => targetsOf(job))).toEqual([]);
  });

  test("the gallery's policies allow the chart's Prometheus, by the label that the operator sets on its pods", () => {
    const policies = resources.filter(({ type }) => type.endsWith(":NetworkPolicy"));
    const rules = policies.flatMap(({ inputs }) => Object(inputs.spec).ingress ?? []);
    expect(rules).toContainEqual({
      from: [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } },
          podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } },
        },
      ],
      ports: [{ protocol: "TCP", port: 9090 }],
    });
  });

  test("alerts on lag fire at the threshold where the application excludes a replica", () => {
    const { data } = environment.api.shape.DATABASE_MAX_LAG_SECONDS.safeParse(undefined);
    const release = resources.find(({ type }) => type === "kubernetes:helm.sh/v3:Release");
    const rules = JSON.stringify(Object(release?.inputs.values).additionalPrometheusRulesMap);
    expect(rules).toContain(`node:gallery_database_lag_seconds:max{node!=\\"primary\\"} > ${data}"`);
    const api = JSON.stringify(
      resources.filter(({ name }) => name.startsWith("gallery")).map(({ inputs }) => inputs),
    );
    expect(api).not.toContain("DATABASE_MAX_LAG_SECONDS");
  });
});
