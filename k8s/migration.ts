import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { SecretsAs } from "./configuration";
import { inheritDependsOn } from "./depends-on";
import { createLabels } from "./image";
import { createPodSpec } from "./pod";
import type { Resources } from "./quota";
import type { SecretFiles } from "./secret-files";

/** Arguments of {@link Migration}. */
export interface MigrationArgs {
  /** Namespace of all objects. Changing it replaces all of them. */
  readonly namespace: pulumi.Input<string>;
  /** Image of the gallery. A new image creates a new Job; the previous Job is deleted after the rollout. */
  readonly image: string;
  /** Environment variables without secrets. A change applies to the next Job; a successful Job is not repeated. */
  readonly values: Readonly<Record<string, pulumi.Input<string>>>;
  /** Environment variables with secrets. A change applies to the next Job. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  /** How the pod gets the secrets. A change applies to the next Job. */
  readonly secretsAs: SecretsAs;
  /** Resources of the Job's pod. A change applies to the next Job: pods of a Job are immutable. */
  readonly resources: Resources;
}

/** Resource requests and limits of the migration's pod. */
export const migrationResources: Resources = {
  requests: { cpuMillicores: 100, memoryMiB: 128 },
  limits: { cpuMillicores: 500, memoryMiB: 256 },
};

/**
 * Migrates the database's schema, once for each image. The provider waits until the Job has completed, so resources that
 * depend on it are created after the migration. If it fails, `up` stops and shows the pod's error, the previous version
 * keeps serving, and the next `up` runs the migration again.
 */
export class Migration extends pulumi.ComponentResource {
  /** The completed Job. */
  readonly job: k8s.batch.v1.Job;

  constructor(name: string, args: MigrationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Migration", name, {}, opts);
    const version = hashImage(args.image);
    const run = `${name}-${version}`;
    const metadata = {
      name: `migrate-${version}`,
      namespace: args.namespace,
      labels: createLabels("migrate"),
    };
    // A new image creates new objects. For the same image the names stay the same, so that a changed configuration does
    // not change a completed Job.
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
    const files = args.secretsAs === "files";
    this.job = this.createJob(run, args, metadata, {
      options: { parent: this, ignoreChanges: ["spec"], ...inheritDependsOn(opts) },
      account: account.metadata.name,
      environment: [
        { configMapRef: { name: values.metadata.name } },
        ...(files ? [] : [{ secretRef: { name: secrets.metadata.name } }]),
      ],
      secretFiles: files
        ? { secretName: secrets.metadata.name, names: Object.keys(args.secrets) }
        : undefined,
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
      secretFiles: SecretFiles | undefined;
    },
  ): k8s.batch.v1.Job {
    const pod = createPodSpec(
      {
        name: "migrate",
        command: ["migrate"],
        image: args.image,
        resources: args.resources,
        serviceAccountName: uses.account,
        environment: uses.environment,
        secretFiles: uses.secretFiles,
      },
      // Uses the last log lines as the pod's termination message, which a failed `up` shows.
      { terminationMessagePolicy: "FallbackToLogsOnError" },
    );
    return new k8s.batch.v1.Job(
      run,
      {
        metadata: {
          ...metadata,
          // The next `up` replaces a failed Job instead of waiting for it again.
          // https://github.com/pulumi/pulumi-kubernetes/pull/1575
          annotations: { "pulumi.com/replaceUnready": "true" },
        },
        spec: {
          backoffLimit: 1,
          activeDeadlineSeconds: 600,
          template: {
            metadata: { labels: createLabels("migrate") },
            spec: { ...pod, restartPolicy: "Never" },
          },
        },
      },
      uses.options,
    );
  }
}

/** Returns a short hash of an image, for use in names. */
function hashImage(image: string): string {
  return createHash("sha256").update(image).digest("hex").slice(0, 10);
}
