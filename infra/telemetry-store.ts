import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { ApplicationAccess } from "./application-access";

/** Arguments of {@link TelemetryStore}. Changes are applied in place unless noted otherwise. */
export interface TelemetryStoreArgs {
  /** Name of the cluster. Changing it replaces the Pod Identity association. */
  readonly clusterName: pulumi.Input<string>;
  /** Namespace and service account of what writes. Changing it replaces the Pod Identity association. */
  readonly workload: { readonly namespace: string; readonly serviceAccount: string };
  /** ARN of the key that encrypts the logs. It has to allow CloudWatch Logs. */
  readonly logKeyArn: pulumi.Input<string>;
  /** Retention of the logs, in days. X-Ray keeps traces for 30 days: https://docs.aws.amazon.com/general/latest/gr/xray.html */
  readonly logRetentionDays: number;
  /** Account and region of the log group. Changing the region replaces everything. */
  readonly account: Account;
}

/** A log group for the logs of the cluster's containers, and a role that writes to it and to X-Ray, and reads nothing. */
export class TelemetryStore extends pulumi.ComponentResource {
  readonly logGroupName: pulumi.Output<string>;
  /** The association. Pods get credentials only if it exists when they start, so the writer must depend on it. */
  readonly access: pulumi.Resource;

  constructor(name: string, args: TelemetryStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:TelemetryStore", name, {}, opts);
    const { clusterName, workload, logKeyArn, logRetentionDays, account } = args;
    const logs = new aws.cloudwatch.LogGroup(
      name,
      { retentionInDays: logRetentionDays, kmsKeyId: logKeyArn },
      { parent: this },
    );
    const { association } = new ApplicationAccess(
      name,
      {
        description: "The Collector: writes logs and traces",
        clusterName,
        workload,
        permissions: [
          // The exporter creates its stream. Without logs:CreateLogGroup, it cannot create a group that is not encrypted.
          {
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: pulumi.interpolate`${logs.arn}:*`,
          },
          // This action does not support resource-level permissions:
          // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
          { Effect: "Allow", Action: ["xray:PutTraceSegments"], Resource: "*" },
        ],
        account,
      },
      { parent: this },
    );
    this.logGroupName = logs.name;
    this.access = association;
    this.registerOutputs({ logGroupName: this.logGroupName });
  }
}
