import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { after } from "./after";
import { labelsOf } from "./image";
import { podSpec } from "./pod";
import type { Resources } from "./quota";

export interface MigrationArgs {
  /** Namespace of all objects. Changing it replaces all of them. */
  readonly namespace: pulumi.Input<string>;
  /** The gallery's image. Each image gets a Job of its own; the previous one's is removed after the rollout. */
  readonly image: string;
  /** Environment variables that anyone may read. A change reaches the next Job; one that succeeded is not repeated. */
  readonly values: Readonly<Record<string, pulumi.Input<string>>>;
  /** Environment variables that must stay secret; likewise. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  /** Of the Job's pod. Changing them is for the next image: a Job's pod cannot be changed. */
  readonly resources: Resources;
}

/** Requests and limits of the migration's pod. */
export const migrationResources: Resources = {
  requests: { cpuMillicores: 100, memoryMiB: 128 },
  limits: { cpuMillicores: 500, memoryMiB: 256 },
};

/**
 * Brings the database's schema to what an image needs, once for each image. Whoever depends on it waits until the Job
 * has succeeded: the provider follows Jobs to their end. When it fails, `up` stops with the pod's reason, the previous
 * version keeps serving, and the next `up` runs it again.
 */
export class Migration extends pulumi.ComponentResource {
  /** The finished Job. */
  readonly job: k8s.batch.v1.Job;

  constructor(name: string, args: MigrationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Migration", name, {}, opts);
    const version = fingerprint(args.image);
    const run = `${name}-${version}`;
    const metadata = { name: `migrate-${version}`, namespace: args.namespace, labels: labelsOf("migrate") };
    // The whole run is a new resource for a new image. Within one image its names stay, so that a changed
    // configuration changes no Job that is done.
    const options = { parent: this };
    const account = new k8s.core.v1.ServiceAccount(
      run,
      { metadata, automountServiceAccountToken: false },
      options,
    );
    const values = new k8s.core.v1.ConfigMap(run, { metadata, data: args.values }, options);
    const secrets = new k8s.core.v1.Secret(
      run,
      { metadata, stringData: pulumi.secret(args.secrets) },
      options,
    );
    this.job = this.createJob(run, args, metadata, {
      options: { parent: this, ignoreChanges: ["spec"], ...after(opts) },
      account: account.metadata.name,
      environment: [
        { configMapRef: { name: values.metadata.name } },
        { secretRef: { name: secrets.metadata.name } },
      ],
    });
    this.registerOutputs({ job: this.job.metadata.name });
  }

  private createJob(
    run: string,
    args: MigrationArgs,
    metadata: { name: string; namespace: pulumi.Input<string>; labels: Record<string, string> },
    uses: {
      options: pulumi.CustomResourceOptions;
      account: pulumi.Output<string>;
      environment: k8s.types.input.core.v1.EnvFromSource[];
    },
  ): k8s.batch.v1.Job {
    const pod = podSpec(
      {
        role: "migrate",
        image: args.image,
        resources: args.resources,
        serviceAccountName: uses.account,
        environment: uses.environment,
      },
      // What the process wrote last becomes the pod's, and with it the failed up's, reason.
      { terminationMessagePolicy: "FallbackToLogsOnError" },
    );
    return new k8s.batch.v1.Job(
      run,
      {
        metadata: {
          ...metadata,
          // A Job that failed is replaced by the next up instead of being waited for again.
          // https://github.com/pulumi/pulumi-kubernetes/pull/1575
          annotations: { "pulumi.com/replaceUnready": "true" },
        },
        spec: {
          backoffLimit: 1,
          activeDeadlineSeconds: 600,
          template: {
            metadata: { labels: labelsOf("migrate") },
            spec: { ...pod, restartPolicy: "Never" },
          },
        },
      },
      uses.options,
    );
  }
}

/** Tells images apart in a name. */
export function fingerprint(image: string): string {
  return createHash("sha256").update(image).digest("hex").slice(0, 10);
}
