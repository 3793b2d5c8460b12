import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Account, buildArn } from "./account";
import { Role } from "./role";

/** Arguments of {@link RestoreTestFunction}. Changes are applied in place unless noted otherwise. */
export interface RestoreTestFunctionArgs {
  /** Name of the restore testing plan whose tests are validated. */
  readonly planName: pulumi.Input<string>;
  /** ARN of the restore testing plan. */
  readonly planArn: pulumi.Input<string>;
  /** Image of the thumbnailer, which contains the function's program. */
  readonly image: string;
  /** Id of the VPC. Changing it replaces the security group. */
  readonly vpcId: pulumi.Input<string>;
  /** Ids of subnets from which AWS's APIs can be reached. */
  readonly subnetIds: pulumi.Input<string[]>;
  /** Id of the security group of the database, and of the restored instance. */
  readonly databaseSecurityGroupId: pulumi.Input<string>;
  /** Port of the database. */
  readonly databasePort: number;
  /** ARN of the secret with the database's user name, password and address. */
  readonly secretArn: pulumi.Input<string>;
  /** ARN of the key that encrypts the secret. */
  readonly keyArn: pulumi.Input<string>;
  /** ARN of the key that encrypts the logs. */
  readonly logKeyArn: pulumi.Input<string>;
  /** Retention of the logs, in days. */
  readonly logRetentionDays: number;
  /** Account and region of the function. Changing the region replaces everything. */
  readonly account: Account;
}

/** The handler in the thumbnailer's image (app/Dockerfile). */
const COMMAND = "app/dist/restore-test/lambda.handler";

/**
 * A Lambda function in the VPC that validates restore tests. It is called by a schedule, because AWS Backup sends events of restores by best
 * effort: https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
 */
export class RestoreTestFunction extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: RestoreTestFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:RestoreTestFunction", name, {}, opts);
    const securityGroup = this.createSecurityGroup(name, args);
    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      { retentionInDays: args.logRetentionDays, kmsKeyId: args.logKeyArn },
      { parent: this },
    );
    const role = this.createRole(name, args, logGroup);
    const handler = this.createFunction(name, args, { securityGroup, logGroup, role });
    this.functionName = handler.name;
    this.createSchedule(name, args, handler);
    this.registerOutputs({ functionName: this.functionName });
  }

  /** Allows no ingress. The function can reach AWS's APIs, and instances of the database. */
  private createSecurityGroup(name: string, args: RestoreTestFunctionArgs): aws.ec2.SecurityGroup {
    const { vpcId, databaseSecurityGroupId, databasePort } = args;
    const child = { parent: this };
    const group = new aws.ec2.SecurityGroup(
      name,
      { vpcId, description: "Validation of restore tests" },
      child,
    );
    const tcp = (port: number) => ({ ipProtocol: "tcp", fromPort: port, toPort: port });
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-to-apis`,
      { ...tcp(443), securityGroupId: group.id, cidrIpv4: "0.0.0.0/0", description: "APIs of AWS" },
      child,
    );
    const database = { ...tcp(databasePort), description: "PostgreSQL for the validation of restore tests" };
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-to-database`,
      { ...database, securityGroupId: group.id, referencedSecurityGroupId: databaseSecurityGroupId },
      child,
    );
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-to-database`,
      { ...database, securityGroupId: databaseSecurityGroupId, referencedSecurityGroupId: group.id },
      child,
    );
    return group;
  }

  private createRole(name: string, args: RestoreTestFunctionArgs, logGroup: aws.cloudwatch.LogGroup): Role {
    const { account, planArn, secretArn, keyArn } = args;
    const allow = (Resource: pulumi.Input<string>, ...Action: string[]) =>
      ({ Effect: "Allow", Action, Resource }) as const;
    return new Role(
      name,
      {
        description: "Validates the restore tests of the database",
        service: "lambda.amazonaws.com",
        account,
        policy: {
          Version: "2012-10-17",
          Statement: [
            allow(planArn, "backup:GetRestoreTestingPlan"),
            // Restore jobs have no ARN to which permissions can be limited.
            // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbackup.html
            allow("*", "backup:ListRestoreJobs", "backup:PutRestoreValidationResult"),
            allow(buildArn(account, "rds", "db:awsbackup-restore-test-*"), "rds:DescribeDBInstances"),
            allow(secretArn, "secretsmanager:GetSecretValue"),
            allow(keyArn, "kms:Decrypt"),
            allow(pulumi.interpolate`${logGroup.arn}:*`, "logs:CreateLogStream", "logs:PutLogEvents"),
            // The function's network interfaces. These actions do not support resource-level permissions.
            // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
            allow(
              "*",
              "ec2:CreateNetworkInterface",
              "ec2:DescribeNetworkInterfaces",
              "ec2:DescribeSubnets",
              "ec2:DeleteNetworkInterface",
              "ec2:AssignPrivateIpAddresses",
              "ec2:UnassignPrivateIpAddresses",
            ),
          ],
        },
      },
      { parent: this },
    );
  }

  private createFunction(
    name: string,
    args: RestoreTestFunctionArgs,
    parts: {
      readonly securityGroup: aws.ec2.SecurityGroup;
      readonly logGroup: aws.cloudwatch.LogGroup;
      readonly role: Role;
    },
  ): aws.lambda.Function {
    return new aws.lambda.Function(
      name,
      {
        packageType: "Image",
        imageUri: args.image,
        imageConfig: { commands: [COMMAND] },
        architectures: ["arm64"],
        role: parts.role.arn,
        memorySize: 256,
        // The first queries of a restored instance wait for its storage, which RDS loads from S3.
        timeout: 900,
        loggingConfig: { logFormat: "JSON", logGroup: parts.logGroup.name },
        vpcConfig: { subnetIds: args.subnetIds, securityGroupIds: [parts.securityGroup.id] },
        environment: {
          variables: { PLAN_NAME: args.planName, PLAN_ARN: args.planArn, SECRET_ARN: args.secretArn },
        },
      },
      { parent: this, dependsOn: [parts.role] },
    );
  }

  private createSchedule(
    name: string,
    { account }: RestoreTestFunctionArgs,
    handler: aws.lambda.Function,
  ): void {
    const rule = new aws.cloudwatch.EventRule(
      name,
      { description: "Validates restore tests of the database", scheduleExpression: "rate(1 hour)" },
      { parent: this },
    );
    const permission = new aws.lambda.Permission(
      name,
      {
        action: "lambda:InvokeFunction",
        function: handler.name,
        principal: "events.amazonaws.com",
        sourceArn: rule.arn,
        sourceAccount: account.id,
      },
      { parent: this },
    );
    new aws.cloudwatch.EventTarget(
      name,
      { rule: rule.name, arn: handler.arn },
      { parent: this, dependsOn: [permission] },
    );
  }
}
