/** The differences of data, keys, logs and messages: see handler-differences.ts. */
import { code, type Differences, docs, makes, noAction, other, unused } from "./handler-differences";

const bucket = code("s3/bucket");
const serviceRole = (file: string) =>
  makes(
    "RDS creates its role with the first instance, for which the deploy role has the permission",
    "iam:CreateServiceLinkedRole",
    code(file),
  );
const noTags = (file: string) =>
  makes("the handler that creates it also changes tags", "rds:RemoveTagsFromResource", code(file));

export const services: Readonly<Record<string, Differences>> = {
  "AWS::Backup::BackupVault": {
    handlers: [
      other(
        "aws:backup/vaultPolicy:VaultPolicy",
        "backup:PutBackupVaultAccessPolicy backup:GetBackupVaultAccessPolicy backup:DeleteBackupVaultAccessPolicy",
        code("backup/vault_policy"),
      ),
      other(
        "aws:backup/vaultNotifications:VaultNotifications",
        "backup:PutBackupVaultNotifications backup:GetBackupVaultNotifications backup:DeleteBackupVaultNotifications",
        code("backup/vault_notifications"),
      ),
      makes(
        "the stacks keep the lock, and no role of the pipeline removes it",
        "backup:DeleteBackupVaultLockConfiguration",
        code("backup/vault_lock_configuration"),
      ),
      noAction("backup-storage:Mount"),
    ],
  },
  "AWS::Backup::BackupPlan": {
    handlers: [makes("a plan has no role; its selections have", "iam:PassRole", code("backup/plan"))],
  },
  "AWS::Backup::BackupSelection": {
    handlers: [
      makes(
        "passing the role needs iam:PassRole only",
        "iam:GetRole",
        docs("aws-backup/latest/devguide/access-control.html"),
      ),
    ],
  },
  "AWS::RDS::EventSubscription": {
    handlers: [serviceRole("rds/event_subscription"), noTags("rds/event_subscription")],
  },
  "AWS::OpenSearchService::Domain": {
    handlers: [
      makes(
        "the provider waits with the description of the domain",
        "es:DescribeDomainChangeProgress",
        code("opensearch/wait"),
      ),
      noAction("es:UpdateDomain"),
    ],
    table: [
      makes(
        "a domain in a VPC has network interfaces and a group, and the account a role of the service",
        "ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs iam:CreateServiceLinkedRole",
        docs("opensearch-service/latest/developerguide/vpc.html"),
      ),
      makes(
        "the domain has a key of the stack",
        "kms:CreateGrant kms:DescribeKey",
        docs("opensearch-service/latest/developerguide/encryption-at-rest.html"),
      ),
      makes(
        "the provider reads the configuration, and asks for the progress of a new version of the engine",
        "es:DescribeDomainConfig es:GetUpgradeStatus es:UpdateDomainConfig",
        code("opensearch/domain"),
      ),
    ],
  },
  "AWS::RDS::DBInstance": {
    handlers: [
      makes(
        "RDS uses its own role for the network",
        "ec2:DescribeAccountAttributes ec2:DescribeAvailabilityZones ec2:DescribeInternetGateways ec2:DescribeVpcAttribute ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs",
        docs("AmazonRDS/latest/UserGuide/UsingWithRDS.IAM.ServiceLinkedRoles.html"),
      ),
      makes(
        "passing the monitoring role needs iam:PassRole only",
        "iam:GetRole iam:ListRoles",
        docs("AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html"),
      ),
      unused(
        "roles of an instance, clusters and replicated backups; descriptions of backups",
        "rds:AddRoleToDBInstance rds:RemoveRoleFromDBInstance rds:DescribeDBClusters rds:DescribeDBClusterSnapshots rds:DescribeDBInstanceAutomatedBackups rds:DescribeDBSnapshots rds:StartDBInstanceAutomatedBackupsReplication rds:StopDBInstanceAutomatedBackupsReplication",
        code("rds/instance"),
      ),
      unused(
        "passwords that RDS manages",
        "secretsmanager:CreateSecret secretsmanager:TagResource",
        code("rds/instance"),
      ),
      makes(
        "the handler waits for events, and looks up versions and groups",
        "rds:DescribeEvents rds:DescribeDBEngineVersions rds:DescribeDBParameterGroups",
        code("rds/instance"),
      ),
      makes(
        "RDS creates its role with the first instance",
        "iam:CreateServiceLinkedRole",
        docs("AmazonRDS/latest/UserGuide/UsingWithRDS.IAM.ServiceLinkedRoles.html"),
      ),
    ],
    table: [makes("the provider reads tags separately", "rds:ListTagsForResource", code("rds/instance"))],
  },
  "AWS::RDS::DBParameterGroup": {
    handlers: [
      serviceRole("rds/parameter_group"),
      noTags("rds/parameter_group"),
      makes(
        "the handler compares parameters with the engine's defaults",
        "rds:DescribeEngineDefaultParameters",
        code("rds/parameter_group"),
      ),
    ],
  },
  "AWS::RDS::DBSubnetGroup": { handlers: [serviceRole("rds/subnet_group"), noTags("rds/subnet_group")] },
  "AWS::SecretsManager::Secret": {
    handlers: [
      unused(
        "generated passwords and replicas",
        "secretsmanager:GetRandomPassword secretsmanager:ReplicateSecretToRegions secretsmanager:RemoveRegionsFromReplication",
        code("secretsmanager/secret"),
      ),
    ],
    table: [
      makes(
        "the provider reads the policy of a secret",
        "secretsmanager:GetResourcePolicy",
        code("secretsmanager/secret"),
      ),
      makes(
        "the provider has versions as a separate type",
        "secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage",
        code("secretsmanager/secret_version"),
      ),
      makes(
        "the secret has a key of the stack",
        "kms:Decrypt kms:GenerateDataKey",
        docs("secretsmanager/latest/userguide/security-encryption.html"),
      ),
    ],
  },
  "AWS::KMS::Key": {
    handlers: [
      makes(
        "CreateKey takes the policy, and the stacks disable no key when they create it",
        "kms:DisableKey kms:PutKeyPolicy",
        code("kms/key"),
      ),
    ],
  },
  "AWS::S3::Bucket": {
    handlers: [
      unused(
        "analytics, inventories, metrics, metadata tables, ABAC and tiering",
        "s3:GetAnalyticsConfiguration s3:GetInventoryConfiguration s3:GetMetricsConfiguration s3:GetBucketAbac s3:GetIntelligentTieringConfiguration s3:GetBucketMetadataTableConfiguration s3:PutBucketAbac s3:PutAnalyticsConfiguration s3:PutInventoryConfiguration s3:PutMetricsConfiguration s3:PutIntelligentTieringConfiguration s3:CreateBucketMetadataTableConfiguration s3:DeleteBucketMetadataTableConfiguration s3:UpdateBucketMetadataJournalTableConfiguration s3:UpdateBucketMetadataInventoryTableConfiguration s3:UpdateBucketMetadataAnnotationTableConfiguration s3tables:CreateNamespace s3tables:CreateTable s3tables:CreateTableBucket s3tables:GetTable s3tables:PutTableBucketPolicy s3tables:PutTableEncryption s3tables:PutTablePolicy s3tables:GetTableMetadataLocation s3tables:UpdateTableMetadataLocation",
        bucket,
      ),
      unused(
        "websites, acceleration, ACLs, object locks and access logs",
        "s3:PutBucketWebsite s3:DeleteBucketWebsite s3:PutAccelerateConfiguration s3:PutBucketAcl s3:PutObjectAcl s3:PutBucketObjectLockConfiguration s3:PutBucketLogging",
        bucket,
      ),
      noAction(
        "s3:PutBucketReplication s3:PutObjectLockConfiguration s3:DeleteBucketAnalyticsConfiguration s3:DeleteBucketCors s3:DeleteBucketMetricsConfiguration s3:DeleteBucketEncryption s3:DeleteBucketLifecycle s3:DeleteBucketReplication",
      ),
    ],
    table: [
      makes(
        "the provider reads the whole configuration of a bucket, and its region",
        "s3:GetBucketLocation s3:GetBucketAcl s3:GetBucketPolicy s3:GetBucketRequestPayment",
        bucket,
      ),
      makes(
        "forceDestroy deletes every version of every object",
        "s3:ListBucketVersions s3:DeleteObjectVersion",
        bucket,
      ),
    ],
  },
  "AWS::Logs::LogGroup": {
    handlers: [
      noAction("s3:REST.PUT.OBJECT"),
      unused(
        "data protection, delivery, indexes, resource policies, bearer tokens and deletion protection",
        "logs:GetDataProtectionPolicy logs:PutDataProtectionPolicy logs:DeleteDataProtectionPolicy logs:CreateLogDelivery firehose:TagDeliveryStream logs:PutResourcePolicy logs:DescribeResourcePolicies logs:DeleteResourcePolicy logs:PutIndexPolicy logs:DescribeIndexPolicies logs:DeleteIndexPolicy logs:PutBearerTokenAuthentication logs:PutLogGroupDeletionProtection",
        code("logs/group"),
      ),
    ],
  },
  "AWS::Events::Rule": {
    handlers: [
      unused("roles of targets: a topic's own policy allows the rule", "iam:PassRole", code("events/target")),
    ],
  },
  "AWS::SNS::Topic": {
    handlers: [
      makes(
        "it is a separate type in Pulumi: TopicSubscription",
        "sns:Subscribe sns:Unsubscribe sns:ListSubscriptionsByTopic",
        code("sns/topic"),
      ),
      unused(
        "data protection and delivery logs",
        "sns:PutDataProtectionPolicy sns:GetDataProtectionPolicy iam:GetRole iam:PassRole",
        code("sns/topic"),
      ),
    ],
    table: [
      makes("the provider sets attributes after the creation", "sns:SetTopicAttributes", code("sns/topic")),
    ],
  },
  "AWS::SNS::TopicPolicy": {
    table: [makes("CloudFormation does not read it", "sns:GetTopicAttributes", code("sns/topic_policy"))],
  },
  "AWS::SNS::Subscription": {
    handlers: [
      unused(
        "subscriptions with a role, to Firehose",
        "iam:GetRole iam:PassRole",
        code("sns/topic_subscription"),
      ),
    ],
  },
  "AWS::SQS::Queue": {
    handlers: [makes("CreateQueue returns the URL", "sqs:GetQueueUrl", code("sqs/queue"))],
  },
  "AWS::SQS::QueuePolicy": {
    table: [makes("CloudFormation does not read it", "sqs:GetQueueAttributes", code("sqs/queue_policy"))],
  },
};
