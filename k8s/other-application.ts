/** An application in the gallery's namespace, behind its load balancer. */
import type * as pulumi from "@pulumi/pulumi";
import type { ApplicationArgs } from "./application-args";
import { buildPrimaryVariables, buildReplicaVariables, type DatabaseConnection } from "./database-connection";
import type { DatabaseServices } from "./database-services";
import type { Demand } from "./quota";
import { countPodsAtPeak } from "./releases/release";
import { computeFigures } from "./target-health";

/** The requests that the load balancer sends to an application: those to a path of the gallery's host, or to a host. */
export type RouteOf =
  | { readonly path: string }
  | { readonly host: string; readonly certificateArn: pulumi.Input<string> };

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Arguments of an application without those that the gallery's namespace determines. */
export type OtherApplication = Without<ApplicationArgs, "namespace" | "secretsAs"> & {
  /** Gets the variables and the password for connections to the primary, or to the replicas. */
  readonly database?: "writer" | "reader" | undefined;
  /** Undefined: the load balancer sends it no requests. */
  readonly route?: RouteOf | undefined;
};

/** The pods that count against the quota: also new and terminating ones of a rollout, and the next run of a scheduled job. */
export function demandOf(application: OtherApplication): Demand {
  if (application.schedule !== undefined) return { pods: 2, resources: application.resources };
  const { replicas, resources } = application.size;
  return { pods: podsAtPeak(replicas.max, application.release !== undefined), resources };
}

/** The pods of an application that exist at the same time, at most. */
export const podsAtPeak = (maxReplicas: number, hasRelease: boolean): number =>
  hasRelease ? countPodsAtPeak(maxReplicas) : computeFigures(maxReplicas).podsAtPeak;

/** The variables and secrets for connections to the database. */
export function databaseVariables(
  access: OtherApplication["database"],
  database: DatabaseConnection,
  services: DatabaseServices,
) {
  if (access === undefined) return { values: {}, secrets: {} };
  const { DATABASE_NAME, DATABASE_USER, ...primary } = buildPrimaryVariables(database, services);
  const hosts = access === "writer" ? primary : buildReplicaVariables(database, services);
  return {
    values: { ...hosts, ...{ DATABASE_NAME, DATABASE_USER } },
    secrets: { DATABASE_PASSWORD: database.password },
  };
}
