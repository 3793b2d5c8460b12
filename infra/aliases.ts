import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface AliasesArgs {
  /** Names that lead to the load balancer. Changing one replaces its record. */
  readonly hosts: readonly string[];
  /** Id of the public hosted zone in Route 53 that the names lie in. */
  readonly hostedZoneId: string;
  /** DNS name of an Application Load Balancer in this region. */
  readonly loadBalancer: pulumi.Input<string>;
}

/** DNS names of a load balancer. */
export class Aliases extends pulumi.ComponentResource {
  constructor(name: string, args: AliasesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Aliases", name, {}, opts);
    // Not our hosted zone but the load balancer's: one a region for all Application Load Balancers.
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
