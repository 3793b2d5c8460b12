import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { allowByName, type EgressBy } from "../egress-by-name";
import { createSelector } from "../image";
import { namespace as monitoringNamespace } from "../monitoring/values/common";
import { inNamespace, notPrivate, podIdentity, podsOf, tcp, toIpBlocks } from "../network-peers";
import { agent, gateway, ports } from "./addresses";

/** Arguments of {@link CollectorPolicies}. Changes are applied in place. */
export interface CollectorPoliciesArgs {
  /** The namespaces of the two parts, once they exist. */
  readonly gatewayNamespace: pulumi.Input<string>;
  readonly agentNamespace: pulumi.Input<string>;
  /**
   * Namespace whose pods send spans.
   *
   * @default none
   */
  readonly applicationsNamespace?: string | undefined;
  /** Where the gateway sends. */
  readonly target: Target;
  /** How policies describe it. */
  readonly egressBy: EgressBy;
  /** Address of the cluster's DNS as an IPv4 block. */
  readonly dnsCidr: pulumi.Input<string>;
}

/** Servers to which the gateway sends. */
export interface Target {
  /** Their host names. */
  readonly hosts: readonly pulumi.Input<string>[];
  readonly port: number;
  /** IPv4 blocks of their addresses, with `egressBy: addresses`. Empty: every public address. */
  readonly cidrs: readonly string[];
  /** Whether requests need the credentials of an IAM role. */
  readonly needsRole: boolean;
  /**
   * Pods of the cluster to which it sends.
   *
   * @default none
   */
  readonly inCluster?: k8s.types.input.networking.v1.NetworkPolicyEgressRule[];
}

type Spec = k8s.types.input.networking.v1.NetworkPolicySpec;

/** Policies of the Collector's namespaces, which deny all other connections (k8s/namespace.ts). */
export class CollectorPolicies extends pulumi.ComponentResource {
  constructor(name: string, args: CollectorPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:CollectorPolicies", name, {}, opts);
    const prometheus = {
      from: [podsOf({ namespace: monitoringNamespace, name: "prometheus" })],
      ports: tcp(ports.metrics),
    };
    const applications = {
      from: [inNamespace(args.applicationsNamespace ?? "")],
      ports: tcp(ports.otlpHttp, ports.zipkin),
    };
    this.create(`${name}-gateway`, gateway.name, args.gatewayNamespace, {
      podSelector: { matchLabels: createSelector(gateway.name) },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [podsOf(agent)], ports: tcp(ports.otlpGrpc) },
        ...(args.applicationsNamespace === undefined ? [] : [applications]),
        prometheus,
      ],
      egress: [
        ...this.allowTarget(name, args),
        ...(args.target.inCluster ?? []),
        ...(args.target.needsRole ? [podIdentity] : []),
      ],
    });
    this.create(`${name}-agent`, agent.name, args.agentNamespace, {
      podSelector: { matchLabels: createSelector(agent.name) },
      policyTypes: ["Ingress", "Egress"],
      ingress: [prometheus],
      egress: [{ to: [podsOf(gateway)], ports: tcp(ports.otlpGrpc) }],
    });
    this.registerOutputs({});
  }

  /** Allows the servers: by their names in a policy of another kind, or by their addresses. */
  private allowTarget(
    name: string,
    { target, egressBy, dnsCidr, gatewayNamespace }: CollectorPoliciesArgs,
  ): k8s.types.input.networking.v1.NetworkPolicyEgressRule[] {
    const { hosts, port, cidrs } = target;
    if (egressBy === "addresses")
      return [{ to: cidrs.length > 0 ? toIpBlocks(cidrs) : [{ ipBlock: notPrivate }], ports: tcp(port) }];
    const policy = `${gateway.name}-by-name`;
    allowByName(
      `${name}-gateway-by-name`,
      {
        namespace: gatewayNamespace,
        policy,
        podLabels: createSelector(gateway.name),
        domainNames: hosts,
        port,
        dnsCidr,
      },
      { parent: this },
    );
    return [];
  }

  private create(name: string, policy: string, namespace: pulumi.Input<string>, spec: Spec): void {
    new k8s.networking.v1.NetworkPolicy(
      name,
      { metadata: { name: policy, namespace }, spec },
      { parent: this },
    );
  }
}
