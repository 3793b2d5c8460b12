import { createHash } from "node:crypto";
import { logs } from "./aws/common";
import type { AutoName, Behaviour, Package, Properties, Subject } from "./behaviour";
import type { Cloud, CloudResource } from "./cloud";
import { isProperties, valueAt, valuesAt } from "./paths";

/**
 * Kubernetes objects as far as a rehearsal needs them: names, what replaces an object, and what must be there first.
 * What an API server checks beyond that is for the cluster tests, which have a real one.
 */
type KubernetesSubject = Omit<Subject<Properties>, "id">;

const autonamed = "pulumi.com/autonamed";

const autoName: AutoName = {
  property: "metadata.name",
  maxLength: 63,
  mark: (inputs) => {
    const metadata = isProperties(inputs.metadata) ? inputs.metadata : {};
    const annotations = isProperties(metadata.annotations) ? metadata.annotations : {};
    return { ...inputs, metadata: { ...metadata, annotations: { ...annotations, [autonamed]: "true" } } };
  },
};

/** Every kind is named, found and replaced in the same way. */
const object: Behaviour = {
  autoName,
  replaceOn: ["metadata.name", "metadata.namespace"],
  // Two objects cannot have one name, so only a generated name lets the new one come before the old one goes.
  deleteBeforeReplace: (inputs) => annotationsOf(inputs)[autonamed] !== "true",
  id: ({ inputs, scope }) =>
    idOf(scope, valueAt(inputs, "metadata.namespace"), valueAt(inputs, "metadata.name")),
  outputs: {},
  seconds: { create: 1, delete: 1 },
};

/** A kind with more than every kind has. */
function kind(
  more: Partial<Behaviour> = {},
  needs: Needs = {},
  alsoReplaceOn: readonly string[] = [],
): Behaviour {
  return {
    ...object,
    ...more,
    replaceOn: [...(object.replaceOn ?? []), ...alsoReplaceOn],
    refuse: (subject) => [
      ...missing(subject, { ...inNamespace, ...needs }),
      ...(more.refuse?.(subject) ?? []),
    ],
  };
}

/** Paths of names in the inputs, and the type that the named object has; in the same namespace where there is one. */
type Needs = Readonly<Record<string, string>>;
const inNamespace: Needs = { "metadata.namespace": "kubernetes:core/v1:Namespace" };
const builtIn = new Set(["default", "kube-system"]);
/** Services that a chart makes, by the chart's name: the program names them without having made them. */
const servicesOfCharts: Readonly<Record<string, readonly string[]>> = {
  "kube-prometheus-stack": ["monitoring-grafana"],
};

const pod = (path: string): Needs => ({
  [`${path}.serviceAccountName`]: "kubernetes:core/v1:ServiceAccount",
  [`${path}.containers[].envFrom[].configMapRef.name`]: "kubernetes:core/v1:ConfigMap",
  [`${path}.containers[].envFrom[].secretRef.name`]: "kubernetes:core/v1:Secret",
});
const clusterScoped = new Set([
  "kubernetes:core/v1:Namespace",
  "kubernetes:networking.k8s.io/v1:IngressClass",
  "kubernetes:eks.amazonaws.com/v1:IngressClassParams",
  "kubernetes:eks.amazonaws.com/v1:NodeClass",
]);
/** Both are replaced by default: `enableConfigMapMutable` and `enableSecretMutable` of the provider are off. */
const content = ["data", "stringData", "binaryData", "type", "immutable"];
const status = (value: Properties) => ({ outputs: { status: () => value } });

export const kubernetes: Package = {
  resources: {
    "kubernetes:core/v1:Namespace": kind(status({ phase: "Active" })),
    "kubernetes:core/v1:ResourceQuota": kind(status({})),
    "kubernetes:core/v1:LimitRange": kind(),
    "kubernetes:core/v1:ServiceAccount": kind(),
    // Its generated name changes with its content, as it does in the engine, which replaces it.
    "kubernetes:core/v1:ConfigMap": kind(
      { autoName: { ...autoName, content: ({ data }) => JSON.stringify(data) } },
      {},
      content,
    ),
    "kubernetes:core/v1:Secret": kind({}, {}, content),
    "kubernetes:core/v1:Service": kind(status({})),
    "kubernetes:apps/v1:Deployment": kind(
      {
        ...status({}),
        seconds: {
          create: 60,
          update: 45,
          delete: 5,
          source: "estimate: the first pods wait for a node, which Auto Mode adds within about a minute",
        },
      },
      pod("spec.template.spec"),
      ["spec.selector"],
    ),
    "kubernetes:batch/v1:Job": kind(
      {
        ...status({ succeeded: 1 }),
        seconds: { create: 60, delete: 2, source: "estimate: its pod waits for a node like a Deployment's" },
      },
      pod("spec.template.spec"),
      ["spec.template", "spec.selector", "spec.completions"],
    ),
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": kind(status({}), {
      "spec.scaleTargetRef.name": "kubernetes:apps/v1:Deployment",
    }),
    "kubernetes:policy/v1:PodDisruptionBudget": kind(status({})),
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": kind(),
    "kubernetes:networking.k8s.io/v1:IngressClass": kind(
      {},
      { "spec.parameters.name": "kubernetes:eks.amazonaws.com/v1:IngressClassParams" },
      ["spec.controller"],
    ),
    "kubernetes:networking.k8s.io/v1:Ingress": kind(
      {
        refuse: ({ cloud }) =>
          zonesOfLoadBalancers(cloud).size < 2
            ? ["a load balancer needs public subnets with the tag kubernetes.io/role/elb in two zones"]
            : [],
        refuseDelete: ({ cloud }) =>
          cloud.list("aws:eks/cluster:Cluster").length === 0
            ? ["the cluster is gone, and nobody is left to remove its load balancer"]
            : [],
        outputs: {
          status: (subject) => ({ loadBalancer: { ingress: [{ hostname: hostnameOf(subject) }] } }),
        },
        seconds: {
          create: 142,
          update: 10,
          delete: 30,
          source: `the load balancer's, ${logs}: median of 3 (139 to 172 s)`,
        },
      },
      {
        "spec.ingressClassName": "kubernetes:networking.k8s.io/v1:IngressClass",
        "spec.rules[].http.paths[].backend.service.name": "kubernetes:core/v1:Service",
      },
    ),
    "kubernetes:storage.k8s.io/v1:StorageClass": kind({}, {}, [
      "parameters",
      "provisioner",
      "volumeBindingMode",
    ]),
    "kubernetes:helm.sh/v3:Release": {
      autoName: { property: "name", maxLength: 53 },
      replaceOn: ["name", "namespace"],
      deleteBeforeReplace: true,
      id: ({ inputs, scope }) => idOf(scope, inputs.namespace, inputs.name),
      refuse: (subject) => missing(subject, { namespace: inNamespace["metadata.namespace"] ?? "" }),
      // What Helm reports of a release, as far as it is known before the chart is read.
      outputs: {
        status: ({ inputs }) => ({
          name: inputs.name,
          namespace: inputs.namespace,
          chart: inputs.chart,
          version: inputs.version,
          status: "deployed",
          revision: 1,
        }),
        resourceNames: () => ({}),
      },
      seconds: {
        create: 137,
        update: 60,
        delete: 30,
        source: `kube-prometheus-stack, ${logs}: median of 3 (109 to 154 s)`,
      },
    },
    "kubernetes:eks.amazonaws.com/v1:IngressClassParams": kind({
      references: {
        "spec.certificateARNs[]": { type: "aws:acm/certificate:Certificate", by: "arn", holds: true },
      },
    }),
    "kubernetes:eks.amazonaws.com/v1:NodeClass": kind({
      references: {
        "spec.role": { type: "aws:iam/role:Role", by: "name" },
        // The nodes' network interfaces lie in them.
        "spec.subnetSelectorTerms[].id": { type: "aws:ec2/subnet:Subnet", holds: true },
      },
    }),
    "kubernetes:karpenter.sh/v1:NodePool": kind(
      {
        seconds: {
          create: 1,
          delete: 120,
          source: "estimate: pods get up to 45 s to end (k8s/workload.ts), then an instance shuts down",
        },
      },
      { "spec.template.spec.nodeClassRef.name": "kubernetes:eks.amazonaws.com/v1:NodeClass" },
    ),
  },
  functions: {},
};

/** Load balancers that Auto Mode made for Ingresses: they hold network interfaces in every subnet for load balancers. */
export function loadBalancers(cloud: Cloud): readonly string[] {
  return cloud.list("kubernetes:networking.k8s.io/v1:Ingress").map(hostnameOf);
}

/** https://docs.aws.amazon.com/eks/latest/userguide/tag-subnets-auto.html */
export function isForLoadBalancers(tags: unknown): boolean {
  return isProperties(tags) && tags["kubernetes.io/role/elb"] === "1";
}

function zonesOfLoadBalancers(cloud: Cloud): Set<unknown> {
  const subnets = cloud.list("aws:ec2/subnet:Subnet").filter(({ inputs }) => isForLoadBalancers(inputs.tags));
  return new Set(subnets.map(({ outputs }) => outputs.availabilityZone));
}

function hostnameOf({ inputs, id }: Subject<Properties> | CloudResource): string {
  const name = String(valueAt(inputs, "metadata.name"));
  const digits = createHash("sha256").update(id).digest("hex").slice(0, 10);
  return `k8s-${name}-${digits}.us-east-1.elb.amazonaws.com`;
}

function missing({ inputs, cloud, scope }: KubernetesSubject, needs: Needs): string[] {
  const namespace = valueAt(inputs, "metadata.namespace");
  return Object.entries(needs).flatMap(([path, type]) =>
    valuesAt(inputs, path)
      .filter((name) => !(type === inNamespace["metadata.namespace"] && builtIn.has(name)))
      .filter((name) => !(type === "kubernetes:core/v1:Service" && isOfChart(cloud, namespace, name)))
      .filter((name) => !cloud.find(type, idOf(scope, clusterScoped.has(type) ? undefined : namespace, name)))
      .map((name) => `${path} names ${name}, and there is no such ${type.split(":").at(-1)}`),
  );
}

function isOfChart(cloud: Cloud, namespace: unknown, service: string): boolean {
  return cloud
    .list("kubernetes:helm.sh/v3:Release")
    .filter(({ inputs }) => inputs.namespace === namespace)
    .some(({ inputs }) => servicesOfCharts[String(inputs.chart)]?.includes(service));
}

function idOf(scope: string, namespace: unknown, name: unknown): string {
  return [scope, namespace, name].filter((part) => part !== undefined && part !== "").join("/");
}

function annotationsOf(inputs: Properties): Properties {
  const annotations = valueAt(inputs, "metadata.annotations");
  return isProperties(annotations) ? annotations : {};
}
