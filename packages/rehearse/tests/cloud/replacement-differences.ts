/**
 * Where CloudFormation and the provider differ about what replaces a resource. The provider decides. The
 * entries say what `ForceNew`, `RequiresReplace`, custom diffs and the calls of the update do in the files of the sources. On 2026-11-26
 * the entries of rules of security groups, route table associations, keys and queue policies were compared with those files
 * again; the others were not.
 */

/** Why the simulated cloud differs from CloudFormation's schema. */
export interface Difference {
  /** Whether the provider replaces the resource. */
  readonly replaces: boolean;
  readonly because: string;
  /** The provider's documentation or code. */
  readonly source: string;
}

const code = (file: string) =>
  `https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/${file}.go`;
const replaces = (because: string, file: string): Difference => ({
  replaces: true,
  because,
  source: code(file),
});
const updates = (because: string, file: string): Difference => ({
  replaces: false,
  because,
  source: code(file),
});

const rule = "the provider calls ModifySecurityGroupRules; CloudFormation has no such handler";
const secretVersion =
  "a secret has versions, and the provider never changes one; CloudFormation has no versions";
const instance = (file = "rds/instance") =>
  updates(
    "the provider calls ModifyDBInstance; CloudFormation replaces for Aurora or under its own conditions",
    file,
  );

/** By type and path of the input. */
export const differences: Readonly<Record<string, Readonly<Record<string, Difference>>>> = {
  "aws:acm/certificate:Certificate": {
    validationMethod: replaces("ACM cannot change how a certificate is validated", "acm/certificate"),
  },
  "aws:backup/plan:Plan": {
    name: replaces("the provider does not change the name of a plan", "backup/plan"),
  },
  "aws:backup/selection:Selection": Object.fromEntries(
    ["conditions", "iamRoleArn", "name", "notResources", "resources", "selectionTags"].map((input) => [
      input,
      replaces("AWS Backup has no call that changes a selection", "backup/selection"),
    ]),
  ),
  "aws:backup/vaultLockConfiguration:VaultLockConfiguration": Object.fromEntries(
    ["changeableForDays", "maxRetentionDays", "minRetentionDays"].map((input) => [
      input,
      replaces("the provider deletes a lock and creates another one", "backup/vault_lock_configuration"),
    ]),
  ),
  "aws:cloudwatch/eventTarget:EventTarget": {
    targetId: replaces("PutTargets with another id adds a target", "events/target"),
  },
  "aws:codebuild/webhook:Webhook": {
    manualCreation: {
      replaces: true,
      because: "UpdateWebhook has no such parameter; the provider's code for it was not read",
      source: "https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateWebhook.html",
    },
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    gatewayId: replaces("CloudFormation has another type for gateways", "ec2/vpc_route_table_association"),
    routeTableId: updates(
      "the provider calls ReplaceRouteTableAssociation",
      "ec2/vpc_route_table_association",
    ),
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    accessScope: replaces(
      "in CloudFormation it is a part of the access entry",
      "eks/access_policy_association",
    ),
    policyArn: replaces(
      "in CloudFormation it is a part of the access entry",
      "eks/access_policy_association",
    ),
  },
  "aws:kms/key:Key": {
    customerMasterKeySpec: replaces(
      "KMS has no call to change it, and CloudFormation refuses the update",
      "kms/key",
    ),
    keyUsage: replaces("KMS has no call to change it, and CloudFormation refuses the update", "kms/key"),
    multiRegion: replaces("KMS has no call to change it, and CloudFormation refuses the update", "kms/key"),
  },
  "aws:rds/eventSubscription:EventSubscription": {
    snsTopic: updates("ModifyEventSubscription accepts another topic", "rds/event_subscription"),
  },
  "aws:rds/instance:Instance": {
    autoMinorVersionUpgrade: instance(),
    backupRetentionPeriod: instance(),
    dbSubnetGroupName: instance(),
    identifier: updates("the provider sends NewDBInstanceIdentifier to ModifyDBInstance", "rds/instance"),
    maintenanceWindow: instance(),
    multiAz: instance(),
    parameterGroupName: instance(),
    performanceInsightsKmsKeyId: updates(
      "the provider sends it with the retention to ModifyDBInstance",
      "rds/instance",
    ),
    restoreToPointInTime: replaces("only a creation can restore; the input is ForceNew", "rds/instance"),
    replicateSourceDb: updates("without it the provider promotes the replica", "rds/instance"),
  },
  "aws:route53/record:Record": {
    name: replaces("CloudFormation identifies a record by its name and updates others", "route53/record"),
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    secretBinary: replaces(secretVersion, "secretsmanager/secret_version"),
    secretId: replaces(secretVersion, "secretsmanager/secret_version"),
    secretString: replaces(secretVersion, "secretsmanager/secret_version"),
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    arn: replaces("CloudFormation's type is for a list of topics", "sns/topic_policy"),
  },
  "aws:sqs/queuePolicy:QueuePolicy": {
    queueUrl: replaces("CloudFormation's type is for a list of queues", "sqs/queue_policy"),
  },
  "aws:ssm/parameter:Parameter": {
    dataType: replaces("the provider creates another parameter", "ssm/parameter"),
    tier: replaces("an advanced parameter cannot become a standard one", "ssm/parameter"),
  },
  ...Object.fromEntries(
    ["Egress", "Ingress"].map((direction) => [
      `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
      Object.fromEntries(
        ["fromPort", "ipProtocol", "toPort"].map((input) => [
          input,
          updates(rule, `ec2/vpc_security_group_${direction.toLowerCase()}_rule`),
        ]),
      ),
    ]),
  ),
};
