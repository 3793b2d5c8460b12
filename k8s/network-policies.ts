import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { allowByName } from "./egress-by-name";
import { createSelector, image } from "./image";
import { allowDns, denyByDefault, notPrivate, podIdentity, toIpBlocks } from "./network-peers";
import { getTelemetryTarget, type TelemetryArgs } from "./telemetry/receiver";

/** Arguments of {@link NetworkPolicies}. Changes are applied in place unless noted otherwise. */
export interface NetworkPoliciesArgs {
  /** Namespace of the policies and the pods that they select. Changing it replaces the policies. */
  readonly namespace: pulumi.Input<string>;
  /**
   * Whether the namespace has the gallery. Without it, the policies deny everything except DNS: those of other applications allow what
   * these need.
   *
   * @default true
   */
  readonly hasGallery?: boolean;
  /** IPv4 blocks of the load balancer's subnets. */
  readonly loadBalancerCidrs: pulumi.Input<readonly string[]>;
  /** IPv4 blocks of the database's subnets. */
  readonly databaseCidrs: pulumi.Input<readonly string[]>;
  /** IPv4 blocks of S3 in the region, from the prefix list of the gateway endpoint. */
  readonly s3Cidrs: pulumi.Input<readonly string[]>;
  /**
   * DNS name of the photo bucket, which the API can then reach instead of all of `s3Cidrs`. Requires EKS Auto Mode.
   *
   * @default the API can reach `s3Cidrs`
   */
  readonly bucketHost?: pulumi.Input<string> | undefined;
  /**
   * Receiver of the spans, which all parts can reach: by its name with `bucketHost`, else by its addresses.
   *
   * @default none
   */
  readonly telemetry?: TelemetryArgs | undefined;
  /**
   * Address of the cluster's DNS as an IPv4 block.
   *
   * @example "172.20.0.10/32"
   */
  readonly dnsCidr: pulumi.Input<string>;
  /**
   * Namespace and labels of the Prometheus pods, which can reach the metrics port.
   *
   * @default pods labelled `app.kubernetes.io/name=prometheus` in the namespace `monitoring`
   */
  readonly prometheus?: { readonly namespace: string; readonly podLabels: Record<string, string> };
}

/** The parts of the gallery that send spans. The thumbnailer, which sends them too, is not in the cluster. */
const tracedParts = ["api", "web", "migrate"] as const;

type Rule = k8s.types.input.networking.v1.NetworkPolicySpec;

/**
 * NetworkPolicies of the gallery's namespace: deny all traffic, then allow what each part needs. Traffic between two pods
 * must be allowed at both ends; replies need no rule. Probes come from the pod's node, which policies cannot block.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class NetworkPolicies extends pulumi.ComponentResource {
  private readonly name: string;
  private readonly namespace: pulumi.Input<string>;

  constructor(name: string, args: NetworkPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:NetworkPolicies", name, {}, opts);
    this.name = name;
    this.namespace = args.namespace;
    this.create("deny-by-default", denyByDefault);
    this.create("dns", allowDns(args.dnsCidr));
    if (args.hasGallery !== false) this.allowGallery(args);
    this.registerOutputs({});
  }

  private allowGallery(args: NetworkPoliciesArgs): void {
    this.allowLoadBalancer(args.loadBalancerCidrs);
    this.allowDatabase(args.databaseCidrs);
    if (args.bucketHost === undefined) this.allowS3(args.s3Cidrs);
    else this.allowBucket(args.bucketHost, args.dnsCidr);
    if (args.telemetry !== undefined) this.allowTelemetry(args.telemetry, args);
    this.allowPodIdentity();
    this.allowPrometheus(args.prometheus);
  }

  private allowLoadBalancer(cidrs: pulumi.Input<readonly string[]>): void {
    this.create("load-balancer", {
      podSelector: matchAny("api", "web"),
      policyTypes: ["Ingress"],
      ingress: [{ from: toIpBlocks(cidrs), ports: [{ protocol: "TCP", port: image.httpPort }] }],
    });
  }

  private allowDatabase(cidrs: pulumi.Input<readonly string[]>): void {
    this.create("database", {
      podSelector: matchAny("api", "migrate"),
      policyTypes: ["Egress"],
      egress: [{ to: toIpBlocks(cidrs), ports: [{ protocol: "TCP", port: 5432 }] }],
    });
  }

  private allowS3(cidrs: pulumi.Input<readonly string[]>): void {
    this.create("photos", {
      podSelector: { matchLabels: createSelector("api") },
      policyTypes: ["Egress"],
      egress: [{ to: toIpBlocks(cidrs), ports: [{ protocol: "TCP", port: 443 }] }],
    });
  }

  private allowBucket(host: pulumi.Input<string>, dnsCidr: pulumi.Input<string>): void {
    const podLabels = createSelector("api");
    allowByName(
      `${this.name}-photos-by-name`,
      { namespace: this.namespace, policy: "photos-by-name", podLabels, domainNames: [host], dnsCidr },
      { parent: this },
    );
  }

  private allowTelemetry(telemetry: TelemetryArgs, { bucketHost, dnsCidr }: NetworkPoliciesArgs): void {
    const { host, port } = getTelemetryTarget(telemetry);
    if (bucketHost === undefined) {
      const to = telemetry.cidrs.length > 0 ? toIpBlocks(telemetry.cidrs) : [{ ipBlock: notPrivate }];
      this.create("telemetry", {
        podSelector: matchAny(...tracedParts),
        policyTypes: ["Egress"],
        egress: [{ to, ports: [{ protocol: "TCP", port }] }],
      });
      return;
    }
    for (const part of tracedParts) {
      const policy = `telemetry-${part}-by-name`;
      allowByName(
        `${this.name}-${policy}`,
        {
          ...{ namespace: this.namespace, policy, podLabels: createSelector(part) },
          ...{ domainNames: [host], port, dnsCidr },
        },
        { parent: this },
      );
    }
  }

  private allowPodIdentity(): void {
    this.create("pod-identity", {
      podSelector: { matchLabels: createSelector("api") },
      policyTypes: ["Egress"],
      egress: [podIdentity],
    });
  }

  private allowPrometheus(prometheus: NetworkPoliciesArgs["prometheus"]): void {
    const { namespace, podLabels } = prometheus ?? {
      namespace: "monitoring",
      podLabels: createSelector("prometheus"),
    };
    this.create("metrics", {
      podSelector: matchAny("api", "web"),
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
              podSelector: { matchLabels: podLabels },
            },
          ],
          ports: [{ protocol: "TCP", port: image.metricsPort }],
        },
      ],
    });
  }

  private create(policy: string, spec: Rule): void {
    new k8s.networking.v1.NetworkPolicy(
      `${this.name}-${policy}`,
      { metadata: { name: policy, namespace: this.namespace }, spec },
      { parent: this },
    );
  }
}

function matchAny(...names: string[]): k8s.types.input.meta.v1.LabelSelector {
  return { matchExpressions: [{ key: "app.kubernetes.io/name", operator: "In", values: names }] };
}
