import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { namespace } from "./values/common";

/** Arguments of {@link GrafanaIngress}. Changes are applied in place. */
export interface GrafanaIngressArgs {
  /**
   * DNS name of Grafana.
   *
   * @example "grafana.example.com"
   */
  readonly host: string;
  /** ARN of an issued certificate for the name. */
  readonly certificateArn: pulumi.Input<string>;
  /**
   * IPv4 blocks that can reach Grafana's sign-in page, at least one. Settings allow no block larger than a /8.
   *
   * @example ["198.51.100.0/24"]
   */
  readonly allowedCidrs: readonly string[];
  /** IPv4 blocks of the load balancer's subnets. */
  readonly loadBalancerCidrs: pulumi.Input<readonly string[]>;
}

const prefix = "alb.ingress.kubernetes.io";

/** A load balancer for Grafana: HTTPS only, limited to listed addresses, and behind Grafana's sign-in. */
export class GrafanaIngress extends pulumi.ComponentResource {
  /** DNS name of the load balancer. */
  readonly loadBalancer: pulumi.Output<string>;

  constructor(name: string, args: GrafanaIngressArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:GrafanaIngress", name, {}, opts);
    this.allowLoadBalancer(name, args);
    const ingress = this.createIngress(name, args, this.createClass(name, args));
    this.loadBalancer = ingress.status.loadBalancer.ingress.apply(([address]) => address?.hostname ?? "");
    this.registerOutputs({ loadBalancer: this.loadBalancer });
  }

  private allowLoadBalancer(name: string, { loadBalancerCidrs }: GrafanaIngressArgs): void {
    const from = pulumi.output(loadBalancerCidrs).apply((all) => all.map((cidr) => ({ ipBlock: { cidr } })));
    new k8s.networking.v1.NetworkPolicy(
      `${name}-load-balancer`,
      {
        metadata: { name: "load-balancer", namespace },
        spec: {
          podSelector: { matchLabels: { "app.kubernetes.io/name": "grafana" } },
          policyTypes: ["Ingress"],
          ingress: [{ from, ports: [{ protocol: "TCP", port: 3000 }] }],
        },
      },
      { parent: this },
    );
  }

  private createClass(name: string, { certificateArn }: GrafanaIngressArgs): k8s.networking.v1.IngressClass {
    const parameters = new k8s.apiextensions.CustomResource(
      name,
      {
        apiVersion: "eks.amazonaws.com/v1",
        kind: "IngressClassParams",
        metadata: { name: "grafana" },
        spec: { scheme: "internet-facing", certificateARNs: [certificateArn] },
      },
      { parent: this },
    );
    return new k8s.networking.v1.IngressClass(
      name,
      {
        metadata: { name: "grafana" },
        spec: {
          controller: "eks.amazonaws.com/alb",
          parameters: { apiGroup: "eks.amazonaws.com", kind: "IngressClassParams", name: "grafana" },
        },
      },
      { parent: this, dependsOn: parameters },
    );
  }

  private createIngress(
    name: string,
    { host, allowedCidrs }: GrafanaIngressArgs,
    ingressClass: k8s.networking.v1.IngressClass,
  ): k8s.networking.v1.Ingress {
    // The Service that the Helm chart creates.
    const service = { name: "monitoring-grafana", port: { number: 80 } };
    return new k8s.networking.v1.Ingress(
      name,
      {
        metadata: {
          name: "grafana",
          namespace,
          annotations: {
            [`${prefix}/target-type`]: "ip",
            [`${prefix}/healthcheck-path`]: "/api/health",
            [`${prefix}/inbound-cidrs`]: allowedCidrs.join(","),
            [`${prefix}/listen-ports`]: JSON.stringify([{ HTTP: 80 }, { HTTPS: 443 }]),
            [`${prefix}/ssl-redirect`]: "443",
            [`${prefix}/ssl-policy`]: "ELBSecurityPolicy-TLS13-1-2-2021-06",
          },
        },
        spec: {
          ingressClassName: ingressClass.metadata.name,
          rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend: { service } }] } }],
        },
      },
      { parent: this },
    );
  }
}
