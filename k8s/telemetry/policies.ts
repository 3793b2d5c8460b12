import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { allowByName, type EgressBy } from "../egress-by-name";
import { createSelector } from "../image";
import { namespace as monitoringNamespace } from "../monitoring/values/common";
import { inNamespace, notPrivate, podsOf, toIpBlocks } from "../network-peers";
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
  /** The receiver to which the gateway sends. */
  readonly receiver: { readonly url: string; readonly cidrs: readonly string[] };
  /** How policies describe the receiver. */
  readonly egressBy: EgressBy;
  /** Address of the cluster's DNS as an IPv4 block. */
  readonly dnsCidr: pulumi.Input<string>;
}

type Spec = k8s.types.input.networking.v1.NetworkPolicySpec;

const tcp = (...list: number[]) => list.map((port) => ({ protocol: "TCP", port }));

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
      egress: this.allowReceiver(name, args),
    });
    this.create(`${name}-agent`, agent.name, args.agentNamespace, {
      podSelector: { matchLabels: createSelector(agent.name) },
      policyTypes: ["Ingress", "Egress"],
      ingress: [prometheus],
      egress: [{ to: [podsOf(gateway)], ports: tcp(ports.otlpGrpc) }],
    });
    this.registerOutputs({});
  }

  /** Allows the receiver: by its name in a policy of another kind, or by its addresses. */
  private allowReceiver(
    name: string,
    { receiver, egressBy, dnsCidr, gatewayNamespace }: CollectorPoliciesArgs,
  ): k8s.types.input.networking.v1.NetworkPolicyEgressRule[] {
    const { host, port } = getTarget(receiver.url);
    if (egressBy === "addresses")
      return [
        {
          to: receiver.cidrs.length > 0 ? toIpBlocks(receiver.cidrs) : [{ ipBlock: notPrivate }],
          ports: tcp(port),
        },
      ];
    const policy = `${gateway.name}-by-name`;
    allowByName(
      `${name}-gateway-by-name`,
      {
        namespace: gatewayNamespace,
        policy,
        podLabels: createSelector(gateway.name),
        domainNames: [host],
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

/** Host name and port of a URL. */
function getTarget(url: string) {
  const { protocol, hostname, port } = new URL(url);
  const usual = protocol === "http:" ? 80 : 443;
  return { host: hostname, port: port === "" ? usual : Number(port) };
}
