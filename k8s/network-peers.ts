/** Parts of NetworkPolicies that several namespaces use. */
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { createSelector } from "./image";

type Egress = k8s.types.input.networking.v1.NetworkPolicyEgressRule;

type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;

/** All pods of a namespace. */
export const inNamespace = (namespace: string): Peer => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
});

/** The pods with a name in a namespace. */
export const podsOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): Peer => ({
  ...inNamespace(namespace),
  podSelector: { matchLabels: createSelector(name) },
});

/** Converts IPv4 blocks to peers. */
export function toIpBlocks(
  cidrs: pulumi.Input<readonly string[]>,
): pulumi.Output<{ ipBlock: { cidr: string } }[]> {
  return pulumi.output(cidrs).apply((list) => list.map((cidr) => ({ ipBlock: { cidr } })));
}

/**
 * Creates a rule for DNS. In Auto Mode, DNS runs on each node and not in pods, so the rule must use the address of its Service.
 * https://github.com/aws/containers-roadmap/issues/2552
 */
export const allowDnsTo = (cidr: pulumi.Input<string>): Egress => ({
  to: [{ ipBlock: { cidr } }],
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
});

type Policy = k8s.types.input.networking.v1.NetworkPolicySpec;

/** Denies all connections of a namespace's pods that no other policy allows. */
export const denyByDefault: Policy = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };

/** Allows DNS for all pods of a namespace. */
export const allowDns = (cidr: pulumi.Input<string>): Policy => ({
  podSelector: {},
  policyTypes: ["Egress"],
  egress: [allowDnsTo(cidr)],
});

/** Ports of TCP. */
export const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: "TCP", port }) as const);

/** The agent that gives pods the credentials of their IAM role. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html */
export const podIdentity: Egress = {
  to: [{ ipBlock: { cidr: "169.254.170.23/32" } }],
  ports: tcp(80),
};

/** Public addresses: without private ones (RFC 1918, RFC 6598) and link-local ones, such as those of instance metadata. */
export const notPrivate = {
  cidr: "0.0.0.0/0",
  except: ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
};
