import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Account } from "./account";
import { RestoreTestFunction, type RestoreTestFunctionArgs } from "./restore-test-function";

/** Arguments of {@link RestoreTest}. Changes are applied in place unless noted otherwise. */
export interface RestoreTestArgs extends Omit<RestoreTestFunctionArgs, "planName" | "planArn"> {
  /** ARN of the vault with the backups. */
  readonly vaultArn: pulumi.Input<string>;
  /** ARN of the role with which AWS Backup restores. */
  readonly roleArn: pulumi.Input<string>;
  /** The role and its permissions. */
  readonly role: pulumi.Resource;
  /** ARN of the primary that applications use. */
  readonly databaseArn: pulumi.Input<string>;
  /** Name of the subnet group in which the restored instance is created. */
  readonly subnetGroupName: pulumi.Input<string>;
  /** ARN of the SNS topic that receives the alarm and its recovery. */
  readonly topicArn: pulumi.Input<string>;
  /** Account and region of the test. Changing the region replaces everything. */
  readonly account: Account;
}

/** The name of the alarm's runbook. */
export const RUNBOOK = "RestoreTestFailed";

/** On the first day of each month, after the backup of the day before. */
const SCHEDULE = "cron(0 3 1 * ? *)";

/** Days back to which a backup is chosen: the newest one. */
const SELECTION_DAYS = 7;

/** Hours for which the restored instance exists after the restore, and can be validated. */
const VALIDATION_HOURS = 24;

/**
 * A restore test each month: AWS Backup restores the newest backup into another instance, the function compares it with the present
 * database, and AWS Backup deletes it. The alarm fires when a test fails, when none has succeeded for 33 days, and when the function does
 * not run. https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html
 */
export class RestoreTest extends pulumi.ComponentResource {
  constructor(name: string, args: RestoreTestArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:RestoreTest", name, {}, opts);
    const plan = this.createPlan(name, args);
    const validation = new RestoreTestFunction(
      name,
      { ...args, planName: plan.name, planArn: plan.arn },
      { parent: this },
    );
    this.createAlarm(name, args, validation);
    this.registerOutputs({});
  }

  private createPlan(name: string, args: RestoreTestArgs): aws.backup.RestoreTestingPlan {
    // Names of plans and selections have letters, digits and underscores only, and generated names have hyphens.
    const suffix = new random.RandomId(name, { byteLength: 6 }, { parent: this });
    const generated = pulumi.interpolate`restore_test_${suffix.hex}`;
    const plan = new aws.backup.RestoreTestingPlan(
      name,
      {
        name: generated,
        scheduleExpression: SCHEDULE,
        startWindowHours: 24,
        recoveryPointSelection: {
          algorithm: "LATEST_WITHIN_WINDOW",
          includeVaults: [args.vaultArn],
          recoveryPointTypes: ["SNAPSHOT"],
          selectionWindowDays: SELECTION_DAYS,
        },
      },
      { parent: this },
    );
    new aws.backup.RestoreTestingSelection(
      name,
      {
        name: generated,
        restoreTestingPlanName: plan.name,
        protectedResourceType: "RDS",
        protectedResourceArns: [args.databaseArn],
        iamRoleArn: args.roleArn,
        validationWindowHours: VALIDATION_HOURS,
        // https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html
        restoreMetadataOverrides: {
          dbSubnetGroupName: args.subnetGroupName,
          vpcSecurityGroupIds: pulumi.jsonStringify([args.databaseSecurityGroupId]),
          multiAz: "false",
          publiclyAccessible: "false",
        },
      },
      { parent: this, dependsOn: [args.role] },
    );
    return plan;
  }

  /** The function runs every hour, and ends with an error while the last test is not good. */
  private createAlarm(name: string, { topicArn }: RestoreTestArgs, { functionName }: RestoreTestFunction) {
    new aws.cloudwatch.MetricAlarm(
      name,
      {
        alarmDescription: `The restore test of the database has failed, or did not run. Runbook: docs/runbooks/${RUNBOOK}.md`,
        namespace: "AWS/Lambda",
        metricName: "Errors",
        dimensions: { FunctionName: functionName },
        statistic: "Sum",
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        period: 3600,
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        // A function that does not run sends no metric. A new alarm is in this state as well, and does not act on it.
        treatMissingData: "missing",
        alarmActions: [topicArn],
        okActions: [topicArn],
        insufficientDataActions: [topicArn],
      },
      { parent: this },
    );
  }
}
