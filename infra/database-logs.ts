import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Logs of PostgreSQL that RDS exports to CloudWatch. */
export const exportedLogs = ["postgresql", "upgrade"];

/** Arguments of {@link createLogGroups}. Changes are applied in place. */
export interface LogGroupArgs {
  /** Retention of the logs, in days. */
  readonly logRetentionDays: number;
  /** ARN of the key that encrypts the logs. */
  readonly logKeyArn: pulumi.Input<string>;
}

/**
 * Creates the log groups to which RDS exports the logs of an instance. They must exist before the instance: RDS creates a missing
 * one without retention and key, and does not delete it with the instance.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html
 */
export function createLogGroups(
  name: string,
  identifier: string,
  args: LogGroupArgs,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.LogGroup[] {
  return exportedLogs.map(
    (log) =>
      new aws.cloudwatch.LogGroup(
        `${name}-${log}`,
        {
          name: `/aws/rds/instance/${identifier}/${log}`,
          retentionInDays: args.logRetentionDays,
          kmsKeyId: args.logKeyArn,
        },
        opts,
      ),
  );
}
