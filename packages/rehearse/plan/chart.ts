/** Generates a Helm chart from the Kubernetes objects of one namespace. */
import { parse, stringify } from "yaml";
import type { Manifest } from "./manifests";

/** What the chart is about. */
export interface ChartArgs {
  /** Name of the chart. */
  readonly name: string;
  /** Version of the chart and of the application, such as `0.1.0`. */
  readonly version: string;
  /** The namespace whose objects become templates. In the chart it is the release's namespace. */
  readonly namespace: string;
}

/** A file of the chart: its path inside the chart's folder, and its text. */
export type ChartFiles = ReadonlyMap<string, string>;

type Tree = Record<string, unknown>;

/** The namespaces in which there are objects. */
export function namespacesOf(manifests: readonly Manifest[]): readonly string[] {
  return [...new Set(manifests.flatMap(({ namespace }) => namespace ?? []))].sort();
}

/**
 * Renders the chart. Images, hosts, the number of pods and the resources of containers become values with the stack's values
 * as defaults. Values of Secrets have no default: Helm fails until they are given.
 *
 * Cluster-wide objects and the namespace are not part of the chart.
 */
export function renderChart(
  manifests: readonly Manifest[],
  { name, version, namespace }: ChartArgs,
): ChartFiles {
  const own = manifests.filter((each) => each.namespace === namespace);
  const values = new Values();
  const templates = own.map(({ file, kind, yaml }) => {
    const content: Tree = parse(yaml);
    replaceValues(kind, content, values);
    return [`templates/${file}`, values.template(stringify(content, { lineWidth: 0 }))] as const;
  });
  const about = { apiVersion: "v2", name, version, appVersion: version, type: "application" };
  return new Map([
    ["Chart.yaml", stringify(about)],
    ["values.yaml", stringify(values.defaults, { lineWidth: 0, aliasDuplicateObjects: false })],
    ...templates,
  ]);
}

/** Collects the chart's values, and replaces placeholders in YAML by the expressions that read them. */
class Values {
  readonly defaults: Tree = {};
  private readonly expressions: string[] = [];

  /** Adds a value at a path, and returns its placeholder. */
  add(path: readonly string[], value: unknown, pipe = "quote"): string {
    let at = this.defaults;
    for (const key of path.slice(0, -1)) at = subtree(at, key);
    at[path.at(-1) ?? ""] = value;
    return this.expression(`${read(path)} | ${pipe}`);
  }

  /** A value without a default. The values file shows that it exists. */
  require(path: readonly string[]): string {
    this.add(path, "");
    return this.expression(`required "${path.join(".")} is not set" (${read(path)}) | quote`);
  }

  expression(text: string): string {
    return `PLACEHOLDER${this.expressions.push(text)}END`;
  }

  /** Escapes what Helm would interpret, and inserts the expressions. */
  template(yaml: string): string {
    return yaml
      .replaceAll("{{", '{{ "{{" }}')
      .replace(/PLACEHOLDER(\d+)END/g, (_, at) => `{{ ${this.expressions[Number(at) - 1]} }}`);
  }
}

/** Keys can contain characters that `.Values.a.b` does not allow, such as hyphens. */
const read = (path: readonly string[]) => `index .Values ${path.map((key) => JSON.stringify(key)).join(" ")}`;

const isPods = (kind: string) => kind === "Deployment" || kind === "Rollout";

function replaceValues(kind: string, content: Tree, values: Values): void {
  const metadata = subtree(content, "metadata");
  metadata.namespace = values.expression(".Release.Namespace");
  removePulumiAnnotations(metadata);
  const name = String(metadata.name);
  const spec = subtree(content, "spec");
  if (kind === "Secret") {
    for (const field of ["data", "stringData"]) {
      if (content[field] === undefined) continue;
      const secret = subtree(content, field);
      content.stringData = Object.fromEntries(
        Object.keys(secret).map((key) => [key, values.require(["secrets", stable(name), key])]),
      );
      if (field === "data") delete content.data;
    }
  }
  if (isPods(kind) && typeof spec.replicas === "number")
    spec.replicas = values.add(["replicas", name], spec.replicas, "int");
  if (kind === "HorizontalPodAutoscaler") {
    for (const field of ["minReplicas", "maxReplicas"])
      spec[field] = values.add(["autoscaling", name, field], spec[field], "int");
  }
  if (kind === "Ingress") replaceHosts(spec, values);
  if (isPods(kind) || kind === "Job")
    replaceContainers(name, subtree(subtree(spec, "template"), "spec"), values);
  if (content.spec !== undefined && Object.keys(spec).length === 0) delete content.spec;
}

function replaceContainers(workload: string, pod: Tree, values: Values): void {
  for (const container of [...list(pod.initContainers), ...list(pod.containers)]) {
    const image = String(container.image);
    // One value for each repository: containers of one version change together.
    const repository = image.split("@")[0]?.split("/").at(-1)?.split(":")[0] ?? image;
    container.image = values.add(["images", repository], image);
    if (container.resources === undefined) continue;
    const path = ["resources", stable(workload), String(container.name)];
    container.resources = values.add(path, container.resources, "toJson");
  }
}

function replaceHosts(spec: Tree, values: Values): void {
  const hosts = list(spec.rules).flatMap(({ host }) => (typeof host === "string" ? [host] : []));
  const [shortest] = [...hosts].sort((one, other) => one.length - other.length);
  if (shortest === undefined) return;
  for (const rule of list(spec.rules)) {
    const host = String(rule.host);
    if (host === shortest) rule.host = values.add(["host"], shortest);
    else if (host.endsWith(`.${shortest}`)) {
      values.add(["host"], shortest);
      rule.host = values.expression(`printf "${host.slice(0, -shortest.length)}%s" .Values.host | quote`);
    }
  }
}

/** They belong to Pulumi's provider; Helm gives them no meaning. */
function removePulumiAnnotations(metadata: Tree): void {
  if (!isTree(metadata.annotations)) return;
  const kept = Object.entries(metadata.annotations).filter(([key]) => !key.startsWith("pulumi.com/"));
  if (kept.length > 0) metadata.annotations = Object.fromEntries(kept);
  else delete metadata.annotations;
}

/** The object under a key; an empty one is added if there is none. */
function subtree(tree: Tree, key: string): Tree {
  const found = tree[key];
  if (isTree(found)) return found;
  const added: Tree = {};
  tree[key] = added;
  return added;
}

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const list = (value: unknown): Tree[] => (Array.isArray(value) ? value.filter(isTree) : []);

/** A name without the part that changes with the content of the object. */
const stable = (name: string) => name.replace(/-[0-9a-f]{7,}$/, "");
