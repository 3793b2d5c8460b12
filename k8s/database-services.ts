import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link DatabaseServices}. */
export interface DatabaseServicesArgs {
  /** Namespace of the Services. Changing it replaces them. */
  readonly namespace: pulumi.Input<string>;
  /** DNS name of the primary, without port. Changing it updates the Service in place; new connections use the new name. */
  readonly primary: pulumi.Input<string>;
  /** DNS names of the read replicas, without port. Changes are applied in place; removing one deletes its Service. */
  readonly replicas: readonly pulumi.Input<string>[];
}

/**
 * Services for the database instances: `database-primary`, `database-replica-1`, … The application uses only these names.
 * An ExternalName is a DNS alias and does not affect certificates: clients must still verify the name that RDS uses
 * (DATABASE_PRIMARY_TLS_NAME and DATABASE_REPLICA_TLS_NAMES in gallery.ts).
 * https://kubernetes.io/docs/concepts/services-networking/service/#externalname
 */
export class DatabaseServices extends pulumi.ComponentResource {
  /** Host name of the primary, for pods in the namespace. */
  readonly primary: pulumi.Output<string>;
  /** Host names of the replicas, for pods in the namespace. */
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
