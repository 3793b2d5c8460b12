import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link Aliases}. */
export interface AliasesArgs {
  /**
   * DNS names of the load balancer. Changing a name replaces its record.
   *
   * @example ["gallery.example.com", "api.gallery.example.com"]
   */
  readonly hosts: readonly string[];
  /** Id of the public Route 53 hosted zone of the names. Changing it replaces the records. */
  readonly hostedZoneId: string;
  /** DNS name of an Application Load Balancer in this region. Changing it updates the records in place. */
  readonly loadBalancer: pulumi.Input<string>;
}

/** DNS records that point to a load balancer. */
export class Aliases extends pulumi.ComponentResource {
  constructor(name: string, args: AliasesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Aliases", name, {}, opts);
    // The hosted zone of the load balancer, not of the names: all Application Load Balancers of a region share one.
    const zone = aws.lb.getHostedZoneIdOutput({ loadBalancerType: "application" }, { parent: this });
    for (const host of args.hosts) {
      new aws.route53.Record(
        `${name}-${host}`,
        {
          zoneId: args.hostedZoneId,
          name: host,
          type: "A",
          aliases: [{ name: args.loadBalancer, zoneId: zone.id, evaluateTargetHealth: true }],
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
