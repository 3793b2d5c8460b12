/** Arguments of an application: one that serves HTTP, a worker, or a scheduled job. */
import type * as pulumi from "@pulumi/pulumi";
import type { Connections } from "./application-policies";
import type { SecretsAs } from "./configuration";
import type { Resources } from "./quota";
import type { Release } from "./releases/release";
import type { SecretReference } from "./secret-files";

/** Number and resources of an application's pods. */
export interface Size {
  /**
   * Minimum and maximum of the autoscaler, both included. Changes are applied in place.
   *
   * @example { min: 2, max: 4 }
   */
  readonly replicas: { readonly min: number; readonly max: number };
  /** Resource requests and limits of one pod. Changing them rolls out new pods. */
  readonly resources: Resources;
}

interface CommonArgs {
  /** Name of all objects. Changing it replaces all of them. */
  readonly name: string;
  /**
   * Value of the label `app.kubernetes.io/part-of`, by which Prometheus selects the pods.
   *
   * @default "gallery"
   */
  readonly partOf?: string;
  /** Namespace of all objects. Changing it replaces all of them. */
  readonly namespace: pulumi.Input<string>;
  /** Image, by digest or by the tag of one version. Changing it rolls out new pods. */
  readonly image: string;
  /** Arguments of the image's entry point. Changing them rolls out new pods. */
  readonly command: readonly string[];
  /** Environment variables without secrets, by name. Changing them rolls out new pods. */
  readonly values: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * Environment variables with secrets, by name. Changing them rolls out new pods.
   *
   * @default none
   */
  readonly secrets?: Readonly<Record<string, pulumi.Input<string>>> | undefined;
  /** How the containers get the secrets. */
  readonly secretsAs?: SecretsAs | undefined;
  /**
   * Files and environment variables from Secrets that exist in the namespace, by the name of the variable.
   *
   * @default none
   */
  readonly secretReferences?: Readonly<Record<string, SecretReference>> | undefined;
  /**
   * Connections that network policies of the application allow.
   *
   * @default no policies: those of the namespace apply
   */
  readonly connections?: Connections | undefined;
}

/** Serves HTTP: `/healthz` and `/readyz` on its port, `/metrics` on the metrics port. */
export interface ServiceArgs extends CommonArgs {
  /** Port of the container. Changing it rolls out new pods. */
  readonly port: number;
  readonly size: Size;
  /**
   * How a new version replaces the running one. Changing between a rolling update and another way replaces the pods' Deployment by a
   * Rollout, or a Rollout by a Deployment.
   *
   * @default a rolling update
   */
  readonly release?: Release | undefined;
  readonly schedule?: undefined;
}

/** Works without a port: takes messages from a queue, for example. It serves `/healthz` and `/metrics` on the metrics port. */
export interface WorkerArgs extends CommonArgs {
  readonly size: Size;
  readonly port?: undefined;
  readonly release?: undefined;
  readonly schedule?: undefined;
}

/** Runs at times and ends. */
export interface ScheduledArgs extends CommonArgs {
  /**
   * When it runs, in the format of cron, in UTC. Changes are applied in place.
   *
   * @example "0 3 * * *"
   */
  readonly schedule: string;
  /** Resource requests and limits of the pod. They apply from the next run. */
  readonly resources: Resources;
  /** A run that takes longer is ended and has failed, in seconds. */
  readonly timeoutSeconds: number;
  readonly release?: undefined;
  readonly port?: undefined;
  readonly size?: undefined;
}

/** Arguments of {@link Application}. */
export type ApplicationArgs = ServiceArgs | WorkerArgs | ScheduledArgs;
