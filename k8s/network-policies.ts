import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { image, selectorOf } from "./image";

export interface NetworkPoliciesArgs {
  /** Namespace whose pods the policies are for. Changing it replaces them. */
  readonly namespace: pulumi.Input<string>;
  /** IPv4 blocks of the load balancer's subnets. */
  readonly loadBalancerCidrs: pulumi.Input<readonly string[]>;
  /** IPv4 blocks of the database's subnets. */
  readonly databaseCidrs: pulumi.Input<readonly string[]>;
  /** IPv4 blocks of S3 in the region: those of the gateway endpoint's prefix list. */
  readonly s3Cidrs: pulumi.Input<readonly string[]>;
  /** Address of the cluster's DNS as an IPv4 block. */
  readonly dnsCidr: pulumi.Input<string>;
  /** Where Prometheus runs. Default: the pods labelled `app.kubernetes.io/name=prometheus` in `monitoring`. */
  readonly prometheus?: { readonly namespace: string; readonly podLabels: Record<string, string> };
}

type Rule = k8s.types.input.networking.v1.NetworkPolicySpec;

/**
 * Who may talk to whom in the gallery's namespace: nobody, and then exactly what it needs. Traffic that a rule lets out
 * must be let in by its target as well, and answers need no rule. Probes come from the pod's own node, which no policy
 * can refuse.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class NetworkPolicies extends pulumi.ComponentResource {
  private readonly name: string;
  private readonly namespace: pulumi.Input<string>;

  constructor(name: string, args: NetworkPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:NetworkPolicies", name, {}, opts);
    this.name = name;
    this.namespace = args.namespace;
    this.denyEverything();
    this.allowDns(args.dnsCidr);
    this.allowLoadBalancer(args.loadBalancerCidrs);
    this.allowDatabase(args.databaseCidrs);
    this.allowS3(args.s3Cidrs);
    this.allowPodIdentity();
    this.allowPrometheus(args.prometheus);
    this.registerOutputs({});
  }

  private denyEverything(): void {
    this.create("deny-by-default", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  }

  /**
   * In Auto Mode DNS runs on each node and not in pods: only its Service's address can be named.
   * https://github.com/aws/containers-roadmap/issues/2552
   */
  private allowDns(cidr: pulumi.Input<string>): void {
    this.create("dns", {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        {
          to: [{ ipBlock: { cidr } }],
          ports: [
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 53 },
          ],
        },
      ],
    });
  }

  private allowLoadBalancer(cidrs: pulumi.Input<readonly string[]>): void {
    this.create("load-balancer", {
      podSelector: either("api", "web"),
      policyTypes: ["Ingress"],
      ingress: [{ from: blocks(cidrs), ports: [{ protocol: "TCP", port: image.httpPort }] }],
    });
  }

  private allowDatabase(cidrs: pulumi.Input<readonly string[]>): void {
    this.create("database", {
      podSelector: either("api", "migrate"),
      policyTypes: ["Egress"],
      egress: [{ to: blocks(cidrs), ports: [{ protocol: "TCP", port: 5432 }] }],
    });
  }

  private allowS3(cidrs: pulumi.Input<readonly string[]>): void {
    this.create("photos", {
      podSelector: { matchLabels: selectorOf("api") },
      policyTypes: ["Egress"],
      egress: [{ to: blocks(cidrs), ports: [{ protocol: "TCP", port: 443 }] }],
    });
  }

  /** https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html and …/pod-id-agent-setup.html */
  private allowPodIdentity(): void {
    this.create("pod-identity", {
      podSelector: { matchLabels: selectorOf("api") },
      policyTypes: ["Egress"],
      egress: [{ to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [{ protocol: "TCP", port: 80 }] }],
    });
  }

  private allowPrometheus(prometheus: NetworkPoliciesArgs["prometheus"]): void {
    const { namespace, podLabels } = prometheus ?? {
      namespace: "monitoring",
      podLabels: selectorOf("prometheus"),
    };
    this.create("metrics", {
      podSelector: either("api", "web"),
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

function either(...names: string[]): k8s.types.input.meta.v1.LabelSelector {
  return { matchExpressions: [{ key: "app.kubernetes.io/name", operator: "In", values: names }] };
}

function blocks(cidrs: pulumi.Input<readonly string[]>): pulumi.Output<{ ipBlock: { cidr: string } }[]> {
  return pulumi.output(cidrs).apply((list) => list.map((cidr) => ({ ipBlock: { cidr } })));
}
