import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

export interface DatabaseServicesArgs {
  /** Namespace of the Services. Changing it replaces them. */
  readonly namespace: pulumi.Input<string>;
  /** DNS name of the primary, without port. Changing it replaces nothing: new connections go to the new name. */
  readonly primary: pulumi.Input<string>;
  /** DNS names of the read replicas, without port, in their order. */
  readonly replicas: readonly pulumi.Input<string>[];
}

/**
 * The database's nodes under names of the cluster: `database-primary`, `database-replica-1`, … The application knows
 * only these; where they lead is decided here. An ExternalName is a DNS alias and changes no certificate: a client
 * must still verify the database's own name (`tlsNames` in gallery.ts).
 * https://kubernetes.io/docs/concepts/services-networking/service/#externalname
 */
export class DatabaseServices extends pulumi.ComponentResource {
  /** Host name of the primary for pods of the namespace. */
  readonly primary: pulumi.Output<string>;
  /** Host names of the replicas for pods of the namespace. */
  readonly replicas: pulumi.Output<string>[];

  constructor(name: string, args: DatabaseServicesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:DatabaseServices", name, {}, opts);
    const alias = (role: string, externalName: pulumi.Input<string>) =>
      this.createAlias(`${name}-${role}`, args.namespace, `database-${role}`, externalName);
    this.primary = alias("primary", args.primary);
    this.replicas = args.replicas.map((replica, index) => alias(`replica-${index + 1}`, replica));
    this.registerOutputs({ primary: this.primary, replicas: this.replicas });
  }

  private createAlias(
    name: string,
    namespace: pulumi.Input<string>,
    host: string,
    externalName: pulumi.Input<string>,
  ): pulumi.Output<string> {
    return new k8s.core.v1.Service(
      name,
      { metadata: { namespace, name: host }, spec: { type: "ExternalName", externalName } },
      { parent: this },
    ).metadata.name;
  }
}
