import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { inheritDependsOn } from "../depends-on";
import { createLabels } from "../image";
import { createPodSpec } from "../pod";
import type { Resources } from "../quota";
import { searchSetup } from "./addresses";
import { prepareLogStore, type Shards } from "./log-store";
import { allowRoles, limitRetention, type SearchRoles } from "./search-access";
import { buildSetup, setupFolder, setupScript } from "./setup-script";

/** Arguments of {@link SearchSetup}. A change runs the setup again. */
export interface SearchSetupArgs {
  /** Namespace of all objects. Changing it replaces all of them. */
  readonly namespace: pulumi.Input<string>;
  /** Base URL of the domain. */
  readonly url: pulumi.Input<string>;
  readonly region: string;
  readonly shards: Shards;
  /** How long logs and traces are kept, in days. */
  readonly retentionDays: number;
  /** ARNs of the roles that use the domain. */
  readonly roles: Readonly<Record<keyof SearchRoles, pulumi.Input<string | undefined>>>;
}

/** An image with a shell and curl. https://github.com/curl/curl-container */
const image = "curlimages/curl:8.17.0";

/** Requests and limits of the setup's pod. */
export const setupResources: Resources = {
  requests: { cpuMillicores: 20, memoryMiB: 32 },
  limits: { cpuMillicores: 200, memoryMiB: 64 },
};

/**
 * Prepares OpenSearch: roles, index templates, the pipeline of log records, and lifecycles. It runs in the cluster, because nothing outside
 * reaches the domain, as the role that administers it. The provider waits until the Job has completed; a change creates a new Job.
 */
export class SearchSetup extends pulumi.ComponentResource {
  /** The completed Job. */
  readonly job: k8s.batch.v1.Job;

  constructor(name: string, args: SearchSetupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:SearchSetup", name, {}, opts);
    const { namespace } = args;
    const metadata = { namespace, labels: createLabels(searchSetup.name, "telemetry") };
    const account = new k8s.core.v1.ServiceAccount(
      name,
      { metadata: { ...metadata, name: searchSetup.name }, automountServiceAccountToken: false },
      { parent: this },
    );
    const files = new k8s.core.v1.ConfigMap(
      name,
      { metadata, data: buildFiles(args), immutable: true },
      { parent: this },
    );
    this.job = this.createJob(name, metadata, {
      account: account.metadata.name,
      files: files.metadata.name,
      options: { parent: this, ...inheritDependsOn(opts) },
    });
    this.registerOutputs({ job: this.job.metadata.name });
  }

  private createJob(
    name: string,
    metadata: { readonly namespace: pulumi.Input<string>; readonly labels: Record<string, string> },
    uses: {
      readonly account: pulumi.Output<string>;
      readonly files: pulumi.Output<string>;
      readonly options: pulumi.CustomResourceOptions;
    },
  ): k8s.batch.v1.Job {
    const pod = createPodSpec(
      {
        name: searchSetup.name,
        ...{ image, command: [], resources: setupResources, environment: [] },
        serviceAccountName: uses.account,
      },
      {
        command: ["/bin/sh", `${setupFolder}/${setupScript}`],
        volumeMounts: [{ name: "files", mountPath: setupFolder, readOnly: true }],
        // Uses the last log lines as the pod's termination message, which a failed `up` shows.
        terminationMessagePolicy: "FallbackToLogsOnError",
      },
    );
    return new k8s.batch.v1.Job(
      name,
      {
        metadata: {
          ...metadata,
          // The next `up` replaces a failed Job instead of waiting for it again.
          annotations: { "pulumi.com/replaceUnready": "true" },
        },
        spec: {
          backoffLimit: 4,
          // Less than the 10 minutes for which the provider waits.
          activeDeadlineSeconds: 540,
          template: {
            metadata: { labels: metadata.labels },
            spec: {
              ...pod,
              volumes: [{ name: "files", configMap: { name: uses.files } }],
              restartPolicy: "Never",
            },
          },
        },
      },
      uses.options,
    );
  }
}

function buildFiles({ url, region, shards, retentionDays, roles }: SearchSetupArgs) {
  return pulumi.all([url, pulumi.output(roles)]).apply(([base, { gateway = "", jaeger = "", grafana }]) =>
    buildSetup({
      url: base,
      region,
      requests: [...allowRoles({ gateway, jaeger, grafana }), ...prepareLogStore(shards)],
      lifecycles: limitRetention(retentionDays),
    }),
  );
}
