/** Network policies of one application. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { allowByName } from "./egress-by-name";
import { createSelector, image } from "./image";

type Egress = k8s.types.input.networking.v1.NetworkPolicyEgressRule;
type Ingress = k8s.types.input.networking.v1.NetworkPolicyIngressRule;

/** Another application in the namespace. */
export interface Peer {
  readonly name: string;
  readonly port: number;
}

/** The connections of an application. All others are denied, except for DNS. */
export interface Connections {
  /** IPv4 blocks that may connect to the application's port. */
  readonly fromCidrs: pulumi.Input<readonly string[]>;
  /** Applications of the namespace that it connects to. */
  readonly toApplications: readonly Peer[];
  /** Other destinations. */
  readonly egress: readonly Egress[];
  /** DNS names that it connects to on port 443. Requires EKS Auto Mode. */
  readonly toHosts: readonly pulumi.Input<string>[];
  /** Address of the cluster's DNS as an IPv4 block. */
  readonly dnsCidr: pulumi.Input<string>;
}

/** Arguments of {@link ApplicationPolicies}. Changes are applied in place unless noted otherwise. */
interface ApplicationPoliciesArgs {
  /** Namespace of the policies. Changing it replaces them. */
  readonly namespace: pulumi.Input<string>;
  /** Name of the application. Changing it replaces the policies. */
  readonly application: string;
  /** Port on which the application serves HTTP; undefined if it does not. */
  readonly port: number | undefined;
  /** Whether Prometheus connects to the metrics port. */
  readonly metrics: boolean;
  readonly connections: Connections;
}

/**
 * Allows the connections of one application. A connection between two applications must be allowed at both ends, so each destination
 * gets a policy as well.
 */
export class ApplicationPolicies extends pulumi.ComponentResource {
  constructor(name: string, args: ApplicationPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:ApplicationPolicies", name, {}, opts);
    const { application, namespace, connections } = args;
    const peers = connections.toApplications.map((peer) => ({
      to: [{ podSelector: { matchLabels: createSelector(peer.name) } }],
      ports: [{ protocol: "TCP", port: peer.port }],
    }));
    this.create(name, namespace, application, {
      podSelector: { matchLabels: createSelector(application) },
      policyTypes: ["Ingress", "Egress"],
      ingress: listIngress(args),
      egress: [...connections.egress, ...peers],
    });
    for (const peer of connections.toApplications) this.allowAt(name, args, peer);
    if (connections.toHosts.length > 0)
      allowByName(
        `${name}-by-name`,
        {
          namespace,
          policy: `${application}-by-name`,
          podLabels: createSelector(application),
          domainNames: connections.toHosts,
          dnsCidr: connections.dnsCidr,
        },
        { parent: this },
      );
    this.registerOutputs({});
  }

  private allowAt(name: string, { namespace, application }: ApplicationPoliciesArgs, peer: Peer): void {
    this.create(`${name}-to-${peer.name}`, namespace, `${application}-to-${peer.name}`, {
      podSelector: { matchLabels: createSelector(peer.name) },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: createSelector(application) } }],
          ports: [{ protocol: "TCP", port: peer.port }],
        },
      ],
    });
  }

  private create(
    name: string,
    namespace: pulumi.Input<string>,
    policy: string,
    spec: k8s.types.input.networking.v1.NetworkPolicySpec,
  ): void {
    new k8s.networking.v1.NetworkPolicy(
      name,
      { metadata: { name: policy, namespace }, spec },
      { parent: this },
    );
  }
}

function listIngress({ port, metrics, connections }: ApplicationPoliciesArgs): Ingress[] {
  const prometheus = {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } },
    podSelector: { matchLabels: createSelector("prometheus") },
  };
  const from = pulumi
    .output(connections.fromCidrs)
    .apply((cidrs) => cidrs.map((cidr) => ({ ipBlock: { cidr } })));
  return [
    ...(port === undefined ? [] : [{ from, ports: [{ protocol: "TCP", port }] }]),
    ...(metrics ? [{ from: [prometheus], ports: [{ protocol: "TCP", port: image.metricsPort }] }] : []),
  ];
}
