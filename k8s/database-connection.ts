/** The environment variables with which an application connects to the database. */
import * as pulumi from "@pulumi/pulumi";
import type { DatabaseServices } from "./database-services";

/** Connection of applications to the database. Any change rolls out new pods. */
export interface DatabaseConnection {
  /** DNS name of the primary, which its certificate contains. */
  readonly primary: pulumi.Input<string>;
  /** DNS names of the read replicas, which their certificates contain. */
  readonly replicas: readonly pulumi.Input<string>[];
  /** Name of the database. */
  readonly name: pulumi.Input<string>;
  /** Name of the PostgreSQL user. */
  readonly user: pulumi.Input<string>;
  /** Password of the user; becomes a Kubernetes Secret. */
  readonly password: pulumi.Input<string>;
}

type Variables = Record<string, pulumi.Input<string>>;

/** Variables for connections to the primary. */
export function buildPrimaryVariables(database: DatabaseConnection, services: DatabaseServices): Variables {
  return {
    DATABASE_PRIMARY_HOST: services.primary,
    DATABASE_PRIMARY_TLS_NAME: database.primary,
    DATABASE_NAME: database.name,
    DATABASE_USER: database.user,
  };
}

/** Variables for connections to the replicas. */
export function buildReplicaVariables(database: DatabaseConnection, services: DatabaseServices): Variables {
  return {
    DATABASE_REPLICA_HOSTS: joinWithCommas(services.replicas),
    // Certificates contain the names that RDS uses, not those of the Services.
    DATABASE_REPLICA_TLS_NAMES: joinWithCommas(database.replicas),
  };
}

function joinWithCommas(values: readonly pulumi.Input<string>[]): pulumi.Output<string> {
  return pulumi.all([...values]).apply((list) => list.join(","));
}
