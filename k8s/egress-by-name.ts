import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { allowDnsTo } from "./network-peers";

/** `addresses`: NetworkPolicies with address blocks. `names`: ApplicationNetworkPolicies with DNS names, which need Auto Mode. */
export type EgressBy = "addresses" | "names";

/** Arguments of {@link allowByName}. Changes are applied in place unless noted otherwise. */
interface NamedEgressArgs {
  /** Namespace of the policy. Changing it replaces the policy. */
  readonly namespace: pulumi.Input<string>;
  /** Name of the policy. It must differ from the names of the namespace's NetworkPolicies. */
  readonly policy: string;
  /** Labels of the pods that may connect. */
  readonly podLabels: Readonly<Record<string, string>>;
  /**
   * DNS names that they may connect to.
   *
   * @example ["sns.us-east-1.amazonaws.com"]
   */
  readonly domainNames: readonly pulumi.Input<string>[];
  /**
   * TCP port of the connections.
   *
   * @default 443
   */
  readonly port?: number;
  /** Address of the cluster's DNS as an IPv4 block. */
  readonly dnsCidr: pulumi.Input<string>;
}

/**
 * Allows connections to DNS names, on one port. EKS Auto Mode learns the addresses of a name from the pod's own DNS queries, so the
 * policy allows DNS as well. It adds to the NetworkPolicies that select the same pods.
 * https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html
 */
export function allowByName(
  name: string,
  { namespace, policy, podLabels, domainNames, port = 443, dnsCidr }: NamedEgressArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
  return new k8s.apiextensions.CustomResource(
    name,
    {
      apiVersion: "networking.k8s.aws/v1alpha1",
      kind: "ApplicationNetworkPolicy",
      metadata: { name: policy, namespace },
      spec: {
        podSelector: { matchLabels: podLabels },
        policyTypes: ["Egress"],
        egress: [
          allowDnsTo(dnsCidr),
          { to: [{ domainNames: [...domainNames] }], ports: [{ protocol: "TCP", port }] },
        ],
      },
    },
    opts,
  );
}

/** Where the endpoints of AWS are. */
interface AwsEndpoints {
  /** Name of the region, such as `us-east-1`. */
  readonly region: string;
  /** How host names end in the region's partition: `amazonaws.com`, or `amazonaws.com.cn` in China. */
  readonly dnsSuffix: pulumi.Input<string>;
}

/** Returns the DNS name of an AWS service in a region. https://docs.aws.amazon.com/general/latest/gr/rande.html */
export const endpointOf = (service: string, { region, dnsSuffix }: AwsEndpoints): pulumi.Output<string> =>
  pulumi.interpolate`${service}.${region}.${dnsSuffix}`;
