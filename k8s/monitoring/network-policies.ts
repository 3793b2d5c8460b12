import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { allowByName } from "../egress-by-name";
import { image } from "../image";
import { allowDns, denyByDefault, notPrivate, podIdentity, podsOf, tcp, toIpBlocks } from "../network-peers";
import { controllerMetricsPort, controllerName } from "../releases/controller-access";
import { agent, gateway, jaeger, ports } from "../telemetry/addresses";
import {
  type AwsPart,
  connections,
  nodePorts,
  type Part,
  partNames,
  parts,
  useAws,
  useKubernetesApi,
} from "./connections";

/** Addresses that the monitoring namespace needs. Changes are applied in place. */
export interface MonitoringNetwork {
  /** Address of the cluster's DNS as an IPv4 block. */
  readonly dnsCidr: pulumi.Input<string>;
  /** Address of the Service of the Kubernetes API as an IPv4 block. */
  readonly apiCidr: pulumi.Input<string>;
  /** IPv4 blocks of the subnets of the nodes and of the Kubernetes API's network interfaces. */
  readonly nodeCidrs: pulumi.Input<readonly string[]>;
}

/** Arguments of {@link MonitoringPolicies}. Changes are applied in place. */
export interface MonitoringPoliciesArgs extends MonitoringNetwork {
  /** Namespace of the policies and the pods that they select. Changing it replaces the policies. */
  readonly namespace: pulumi.Input<string>;
  /**
   * Namespace of the gallery and of the other applications, whose pods Prometheus scrapes.
   *
   * @default the stack has no applications
   */
  readonly galleryNamespace?: string | undefined;
  /** Whether the controller of releases asks Prometheus, which scrapes it. */
  readonly hasReleases: boolean;
  /** Whether Prometheus scrapes the Collector. */
  readonly hasTelemetry: boolean;
  /** Whether Jaeger runs, which Grafana asks and Prometheus scrapes. */
  readonly hasTraces: boolean;
  /**
   * DNS names that parts with `useAws` can reach on port 443. Requires EKS Auto Mode.
   *
   * @default every public address, on port 443
   */
  readonly hosts?: Readonly<Record<AwsPart, readonly pulumi.Input<string>[]>> | undefined;
  /**
   * The server to which Prometheus writes, by its name if `hosts` is given, else by its addresses.
   *
   * @default Prometheus connects to no server outside the cluster
   */
  readonly remoteWrite?:
    | { readonly host: string; readonly port: number; readonly cidrs: readonly string[] }
    | undefined;
}

type Egress = k8s.types.input.networking.v1.NetworkPolicyEgressRule;
type Ingress = k8s.types.input.networking.v1.NetworkPolicyIngressRule;

/**
 * NetworkPolicies of the namespace `monitoring`: deny all traffic, then allow what each part needs. Prometheus and Alertmanager have
 * no sign-in, and their pods and those of the operator can read the cluster's objects. Probes and `kubectl port-forward` come from
 * the pod's node, which policies cannot block. Grafana's load balancer has a policy in grafana-ingress.ts.
 */
export class MonitoringPolicies extends pulumi.ComponentResource {
  private readonly name: string;
  private readonly namespace: pulumi.Input<string>;

  constructor(name: string, args: MonitoringPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:MonitoringPolicies", name, {}, opts);
    this.name = name;
    this.namespace = args.namespace;
    const allowing = [
      this.create("dns", allowDns(args.dnsCidr)),
      ...partNames.map((part) => this.allowPart(part, args)),
      ...(args.hosts === undefined
        ? []
        : [...useAws.map((part) => this.allowHosts(part, args)), ...this.allowRemoteWrite(args)]),
    ];
    // In a stack that exists, nothing is denied before everything needed is allowed.
    this.create("deny-by-default", denyByDefault, allowing);
    this.registerOutputs({});
  }

  private allowPart(part: Part, args: MonitoringPoliciesArgs): k8s.networking.v1.NetworkPolicy {
    const select = (labels: Readonly<Record<string, string>>) => ({ podSelector: { matchLabels: labels } });
    const ingress: Ingress[] = connections
      .filter(({ to }) => to === part)
      .map(({ from, ports }) => ({ from: [select(parts[from])], ports: [...ports] }));
    const egress: Egress[] = connections
      .filter(({ from }) => from === part)
      .map(({ to, ports }) => ({ to: [select(parts[to])], ports: [...ports] }));
    return this.create(part, {
      ...select(parts[part]),
      policyTypes: ["Ingress", "Egress"],
      ingress: [...ingress, ...listControllerIngress(part, args)],
      egress: [...egress, ...listOutside(part, args)],
    });
  }

  private allowHosts(part: AwsPart, { hosts, dnsCidr }: MonitoringPoliciesArgs): pulumi.Resource {
    return allowByName(
      `${this.name}-${part}-by-name`,
      {
        namespace: this.namespace,
        policy: `${part}-by-name`,
        podLabels: parts[part],
        domainNames: hosts?.[part] ?? [],
        dnsCidr,
      },
      { parent: this },
    );
  }

  private allowRemoteWrite({ remoteWrite, dnsCidr }: MonitoringPoliciesArgs): pulumi.Resource[] {
    if (remoteWrite === undefined) return [];
    const { host, port } = remoteWrite;
    const policy = "prometheus-by-name";
    return [
      allowByName(
        `${this.name}-${policy}`,
        {
          namespace: this.namespace,
          policy,
          podLabels: parts.prometheus,
          domainNames: [host],
          port,
          dnsCidr,
        },
        { parent: this },
      ),
    ];
  }

  private create(
    policy: string,
    spec: k8s.types.input.networking.v1.NetworkPolicySpec,
    dependsOn: pulumi.Resource[] = [],
  ): k8s.networking.v1.NetworkPolicy {
    return new k8s.networking.v1.NetworkPolicy(
      `${this.name}-${policy}`,
      { metadata: { name: policy, namespace: this.namespace }, spec },
      { parent: this, dependsOn },
    );
  }
}

const controllerNamespace = {
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": controllerName } },
};

const listControllerIngress = (part: Part, { hasReleases }: MonitoringPoliciesArgs): Ingress[] =>
  hasReleases && part === "prometheus"
    ? [{ from: [controllerNamespace], ports: [{ protocol: "TCP", port: 9090 }] }]
    : [];

/** Rules for connections to other namespaces, to nodes, to the Kubernetes API and to AWS. */
function listOutside(part: Part, args: MonitoringPoliciesArgs): Egress[] {
  const https = [{ protocol: "TCP", port: 443 }];
  const rules: Egress[] = [];
  if (part === "prometheus") rules.push({ to: toIpBlocks(args.nodeCidrs), ports: [...nodePorts] });
  if (part === "prometheus" && args.galleryNamespace !== undefined)
    rules.push({
      to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": args.galleryNamespace } } }],
      ports: [{ protocol: "TCP", port: image.metricsPort }],
    });
  if (part === "prometheus" && args.hasReleases)
    rules.push({ to: [controllerNamespace], ports: [{ protocol: "TCP", port: controllerMetricsPort }] });
  if (part === "prometheus" && args.hasTelemetry)
    rules.push({
      to: [podsOf(gateway), podsOf(agent)],
      ports: [{ protocol: "TCP", port: ports.metrics }],
    });
  if (part === "prometheus" && args.hasTraces)
    rules.push({
      to: [podsOf(jaeger)],
      ports: tcp(ports.metrics, ports.requests),
    });
  if (part === "grafana" && args.hasTraces)
    rules.push({ to: [podsOf(jaeger)], ports: [{ protocol: "TCP", port: ports.query }] });
  if (part === "prometheus" && args.remoteWrite && args.hosts === undefined) {
    const { cidrs, port } = args.remoteWrite;
    rules.push({
      to: cidrs.length > 0 ? toIpBlocks(cidrs) : [{ ipBlock: notPrivate }],
      ports: [{ protocol: "TCP", port }],
    });
  }
  // Pods have addresses in the same subnets: policies of other namespaces have to deny what must not be reached there.
  // Kubernetes does not define whether a policy applies before or after the address of a Service is translated. EKS puts the
  // network interfaces of the API into the private subnets. https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
  if (useKubernetesApi.includes(part))
    rules.push({
      to: pulumi
        .all([args.apiCidr, args.nodeCidrs])
        .apply(([api, nodes]) => [api, ...nodes].map((cidr) => ({ ipBlock: { cidr } }))),
      ports: https,
    });
  if (useAws.some((each) => each === part)) {
    rules.push(podIdentity);
    // SNS, CloudWatch and webhooks have no fixed addresses.
    if (args.hosts === undefined) rules.push({ to: [{ ipBlock: notPrivate }], ports: https });
  }
  return rules;
}
