import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { inheritDependsOn } from "../depends-on";
import { allowByName, type EgressBy } from "../egress-by-name";
import { createSelector } from "../image";
import { namespace as monitoringNamespace } from "../monitoring/values/common";
import { Namespace } from "../namespace";
import { podIdentity, podsOf, tcp, toIpBlocks } from "../network-peers";
import { computeQuota } from "../quota";
import { gateway, jaeger, ports, searchSetup } from "./addresses";
import { Jaeger } from "./jaeger";
import { resources } from "./pods";
import { SearchSetup, type SearchSetupArgs, setupResources } from "./search-setup";

/** Arguments of {@link TelemetrySearch}. Changes are applied in place unless noted otherwise. */
export interface TelemetrySearchArgs extends Omit<SearchSetupArgs, "namespace"> {
  /** Host name of the domain. */
  readonly host: pulumi.Input<string>;
  /** IPv4 blocks of its addresses, with `egressBy: addresses`. */
  readonly cidrs: readonly string[];
  /** How policies describe the domain. */
  readonly egressBy: EgressBy;
  /** Address of the cluster's DNS as an IPv4 block. */
  readonly dnsCidr: pulumi.Input<string>;
  /** The associations of service accounts with roles, and the way to the domain, which exist before the pods. */
  readonly access: readonly pulumi.Resource[];
}

/** What runs in the cluster for an OpenSearch domain: the Job that prepares it, and Jaeger. */
export class TelemetrySearch extends pulumi.ComponentResource {
  /** The Job that prepares the domain. What writes to the domain should list it in `dependsOn`. */
  readonly ready: pulumi.Resource;

  constructor(name: string, args: TelemetrySearchArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:TelemetrySearch", name, {}, opts);
    const { namespace } = new Namespace(
      name,
      {
        name: jaeger.namespace,
        level: "restricted",
        // A replaced pod can still be terminating.
        quota: computeQuota([
          { pods: 2, resources: resources.jaeger },
          { pods: 2, resources: setupResources },
        ]),
        dnsCidr: args.dnsCidr,
      },
      { parent: this, ...inheritDependsOn(opts) },
    );
    const policies = this.createPolicies(name, args, namespace);
    const setup = new SearchSetup(
      `${name}-setup`,
      { ...args, namespace },
      { parent: this, dependsOn: [...policies, ...args.access] },
    );
    new Jaeger(
      `${name}-jaeger`,
      { ...args, namespace },
      // The Job comes after all of these.
      { parent: this, dependsOn: setup.job },
    );
    this.ready = setup.job;
    this.registerOutputs({});
  }

  private createPolicies(
    name: string,
    args: TelemetrySearchArgs,
    namespace: pulumi.Output<string>,
  ): pulumi.Resource[] {
    const monitoring = (part: string) => podsOf({ namespace: monitoringNamespace, name: part });
    return [
      ...this.createPolicy(name, searchSetup.name, args, namespace, []),
      ...this.createPolicy(name, jaeger.name, args, namespace, [
        { from: [podsOf(gateway)], ports: tcp(ports.otlpGrpc) },
        { from: [monitoring("grafana")], ports: tcp(ports.query) },
        { from: [monitoring("prometheus")], ports: tcp(ports.metrics, ports.requests) },
      ]),
    ];
  }

  /** Allows a part the domain and its credentials, and others the part. */
  private createPolicy(
    name: string,
    part: string,
    { host, cidrs, egressBy, dnsCidr }: TelemetrySearchArgs,
    namespace: pulumi.Output<string>,
    ingress: k8s.types.input.networking.v1.NetworkPolicyIngressRule[],
  ): pulumi.Resource[] {
    const podLabels = createSelector(part);
    const byAddress = [{ to: toIpBlocks(cidrs), ports: tcp(443) }];
    const policy = new k8s.networking.v1.NetworkPolicy(
      `${name}-${part}`,
      {
        metadata: { name: part, namespace },
        spec: {
          podSelector: { matchLabels: podLabels },
          policyTypes: ["Ingress", "Egress"],
          ingress,
          egress: [...(egressBy === "addresses" ? byAddress : []), podIdentity],
        },
      },
      { parent: this },
    );
    if (egressBy === "addresses") return [policy];
    const named = { namespace, policy: `${part}-by-name`, podLabels, domainNames: [host], dnsCidr };
    return [policy, allowByName(`${name}-${part}-by-name`, named, { parent: this })];
  }
}
