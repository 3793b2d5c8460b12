/** Forms of ids and addresses that moto does not give, each with the page that documents it. */

export interface Documented {
  readonly type: string;
  readonly property: string;
  readonly form: RegExp;
  readonly source: string;
}

const aws = "https://docs.aws.amazon.com";
const provider = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources";
const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const role = "arn:aws[a-z-]*:iam::\\d{12}:role/forms";
const suffix =
  "(amazonaws\\.com|amazonaws\\.com\\.cn|amazonaws\\.eu|c2s\\.ic\\.gov|sc2s\\.sgov\\.gov|cloud\\.adc-e\\.uk|csp\\.hci\\.ic\\.gov)";
const region = "[a-z]+(-[a-z]+)+-\\d";

const row = (type: string, property: string, form: string, source: string): Documented => ({
  type: `aws:${type}`,
  property,
  form: new RegExp(`^${form}$`),
  source,
});

/** A setting of a resource has the id of that resource. */
const settingsOf = (types: readonly string[], id: string, page: (type: string) => string) =>
  types.map((type) => row(type, "id", id, `${provider}/${page(type)}#import`));

const ofBucket = [
  "OwnershipControls",
  "PublicAccessBlock",
  "Policy",
  "ServerSideEncryptionConfiguration",
  "Versioning",
  "LifecycleConfiguration",
  "Notification",
  "CorsConfiguration",
  "Logging",
  "ReplicationConfig",
].map((name) => `s3/bucket${name}:Bucket${name}`);

const snake = (type: string) =>
  type.replace(/^(\w+)\/(\w+):.*$/, "$1_$2").replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export const documented: readonly Documented[] = [
  ...settingsOf(ofBucket, "forms-bucket", snake),
  ...settingsOf(
    ["ecr/lifecyclePolicy:LifecyclePolicy", "ecr/repositoryPolicy:RepositoryPolicy"],
    "forms/image",
    snake,
  ),
  row(
    "acm/certificateValidation:CertificateValidation",
    "id",
    "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d+)? \\+0000 UTC",
    `${provider}/acm_certificate_validation#id`,
  ),
  ...["id", "arn"].map((property) =>
    row(
      "opensearch/domain:Domain",
      property,
      `arn:aws[a-z-]*:es:${region}:\\d{12}:domain/forms`,
      `${aws}/service-authorization/latest/reference/list_amazonopensearchservice.html`,
    ),
  ),
  row(
    "opensearch/domain:Domain",
    "endpoint",
    `vpc-forms-[a-z0-9]{26}\\.${region}\\.es\\.${suffix}`,
    `${aws}/opensearch-service/latest/developerguide/vpc.html`,
  ),
  row("backup/vault:Vault", "id", "forms", `${provider}/backup_vault#import`),
  row(
    "backup/vault:Vault",
    "arn",
    `arn:aws[a-z-]*:backup:${region}:\\d{12}:backup-vault:forms`,
    `${aws}/service-authorization/latest/reference/list_awsbackup.html`,
  ),
  row(
    "backup/vaultLockConfiguration:VaultLockConfiguration",
    "id",
    "forms",
    `${provider}/backup_vault_lock_configuration#import`,
  ),
  row(
    "backup/vaultLockConfiguration:VaultLockConfiguration",
    "backupVaultArn",
    `arn:aws[a-z-]*:backup:${region}:\\d{12}:backup-vault:forms`,
    `${provider}/backup_vault_lock_configuration#backup_vault_arn`,
  ),
  row("backup/plan:Plan", "id", uuid, `${provider}/backup_plan#import`),
  row(
    "backup/plan:Plan",
    "arn",
    `arn:aws[a-z-]*:backup:${region}:\\d{12}:backup-plan:${uuid}`,
    `${aws}/service-authorization/latest/reference/list_awsbackup.html`,
  ),
  row("backup/selection:Selection", "id", uuid, `${provider}/backup_selection#import`),
  row(
    "backup/restoreTestingPlan:RestoreTestingPlan",
    "id",
    "forms",
    `${provider}/backup_restore_testing_plan#import`,
  ),
  row(
    "backup/restoreTestingPlan:RestoreTestingPlan",
    "arn",
    `arn:aws[a-z-]*:backup:${region}:\\d{12}:restore-testing-plan:forms`,
    `${aws}/service-authorization/latest/reference/list_awsbackup.html`,
  ),
  row(
    "backup/restoreTestingSelection:RestoreTestingSelection",
    "id",
    "forms",
    `${provider}/backup_restore_testing_selection#import`,
  ),
  row("budgets/budget:Budget", "id", "111122223333:forms", `${provider}/budgets_budget#import`),
  // On the default bus, the ids have no name of a bus: internal/service/events/rule.go and target.go of the provider.
  row("cloudwatch/eventRule:EventRule", "id", "forms", `${provider}/cloudwatch_event_rule#import`),
  row(
    "cloudwatch/eventRule:EventRule",
    "arn",
    `arn:aws[a-z-]*:events:${region}:\\d{12}:rule/forms`,
    `${aws}/service-authorization/latest/reference/list_amazoneventbridge.html`,
  ),
  row(
    "cloudwatch/eventTarget:EventTarget",
    "id",
    "forms-terraform-[0-9a-f]{26}",
    `${provider}/cloudwatch_event_target#target_id`,
  ),
  row("codebuild/webhook:Webhook", "id", "forms", `${provider}/codebuild_webhook#import`),
  row(
    "codebuild/webhook:Webhook",
    "payloadUrl",
    `https://codebuild\\.${region}\\.${suffix}/webhooks\\?t=.+`,
    `${aws}/codebuild/latest/APIReference/API_Webhook.html`,
  ),
  row(
    "ec2/route:Route",
    "id",
    "r-rtb-[0-9a-f]{17}1080289494",
    "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_route.go",
  ),
  ...["NetworkAcl", "RouteTable", "SecurityGroup"].map((part, at) =>
    row(
      "ec2/vpc:Vpc",
      `default${part}Id`,
      `${["acl", "rtb", "sg"][at]}-[0-9a-f]{17}`,
      `${aws}/AWSEC2/latest/UserGuide/resource-ids.html`,
    ),
  ),
  row(
    "ec2/vpc:Vpc",
    "dhcpOptionsId",
    "dopt-[0-9a-f]{17}",
    `${aws}/AWSEC2/latest/UserGuide/resource-ids.html`,
  ),
  row(
    "ec2/vpc:Vpc",
    "mainRouteTableId",
    "rtb-[0-9a-f]{17}",
    `${aws}/AWSEC2/latest/UserGuide/resource-ids.html`,
  ),
  row(
    "ec2/vpcEndpoint:VpcEndpoint",
    "prefixListId",
    "pl-[0-9a-f]{8}([0-9a-f]{9})?",
    `${aws}/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html`,
  ),
  row(
    "ecr/replicationConfiguration:ReplicationConfiguration",
    "id",
    "111122223333",
    `${provider}/ecr_replication_configuration#import`,
  ),
  row("eks/accessEntry:AccessEntry", "id", `forms:${role}`, `${provider}/eks_access_entry#import`),
  row(
    "eks/accessEntry:AccessEntry",
    "accessEntryArn",
    `arn:aws[a-z-]*:eks:${region}:111122223333:access-entry/forms/role/111122223333/forms/${uuid}`,
    `${aws}/service-authorization/latest/reference/list_amazonelastickubernetesservice.html`,
  ),
  row(
    "eks/accessPolicyAssociation:AccessPolicyAssociation",
    "id",
    `forms#${role}#arn:aws[a-z-]*:eks::aws:cluster-access-policy/AmazonEKSViewPolicy`,
    `${provider}/eks_access_policy_association#import`,
  ),
  row("eks/addon:Addon", "id", "forms:metrics-server", `${provider}/eks_addon#import`),
  row(
    "eks/addon:Addon",
    "arn",
    `arn:aws[a-z-]*:eks:${region}:111122223333:addon/forms/metrics-server/${uuid}`,
    `${aws}/service-authorization/latest/reference/list_amazonelastickubernetesservice.html`,
  ),
  row(
    "eks/cluster:Cluster",
    "endpoint",
    `https://[0-9A-F]{32}\\.[a-z0-9]{3}\\.${region}\\.eks\\.${suffix}`,
    `${aws}/eks/latest/APIReference/API_Cluster.html`,
  ),
  row(
    "eks/podIdentityAssociation:PodIdentityAssociation",
    "id",
    "a-[a-z0-9]{17}",
    `${aws}/eks/latest/userguide/pod-id-association.html`,
  ),
  row(
    "eks/podIdentityAssociation:PodIdentityAssociation",
    "associationArn",
    `arn:aws[a-z-]*:eks:${region}:111122223333:podidentityassociation/forms/a-[a-z0-9]{17}`,
    `${aws}/eks/latest/userguide/pod-id-association.html`,
  ),
  row("iam/rolePolicy:RolePolicy", "id", "forms:forms", `${provider}/iam_role_policy#import`),
  row(
    "iam/rolePolicyAttachment:RolePolicyAttachment",
    "id",
    "forms/arn:aws[a-z-]*:iam::111122223333:policy/forms",
    `${provider}/iam_role_policy_attachment#import`,
  ),
  row(
    "iam/policy:Policy",
    "policyId",
    "ANPA[A-Z0-9]{17}",
    `${aws}/IAM/latest/UserGuide/reference_identifiers.html`,
  ),
  row(
    "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    "id",
    "forms",
    `${provider}/lambda_function_event_invoke_config#import`,
  ),
  row(
    "lambda/permission:Permission",
    "id",
    "terraform-[0-9a-f]{26}",
    `${provider}/lambda_permission#statement_id`,
  ),
  row(
    "lambda/function:Function",
    "invokeArn",
    `arn:aws[a-z-]*:apigateway:${region}:lambda:path/2015-03-31/functions/arn:aws[a-z-]*:lambda:${region}:111122223333:function:forms/invocations`,
    `${aws}/apigateway/latest/api/API_PutIntegration.html`,
  ),
  row(
    "kms/replicaKey:ReplicaKey",
    "id",
    "mrk-[0-9a-f]{32}",
    `${aws}/kms/latest/developerguide/multi-region-keys-overview.html`,
  ),
  row(
    "kms/replicaKey:ReplicaKey",
    "arn",
    `arn:aws[a-z-]*:kms:${region}:111122223333:key/mrk-[0-9a-f]{32}`,
    `${aws}/kms/latest/developerguide/multi-region-keys-overview.html`,
  ),
  row(
    "rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
    "id",
    `arn:aws[a-z-]*:rds:${region}:111122223333:auto-backup:ab-[a-z0-9]{39}`,
    `${aws}/AmazonRDS/latest/UserGuide/AutomatedBackups.PiTR.html`,
  ),
  row(
    "rds/instance:Instance",
    "address",
    `forms\\.[a-z0-9]{12}\\.(${region}\\.rds|rds\\.cn-[a-z]+-\\d)\\.${suffix}`,
    `${aws}/AmazonRDS/latest/UserGuide/CHAP_CommonTasks.Connect.html`,
  ),
  row("rds/instance:Instance", "endpoint", `forms\\..*\\.${suffix}:5432`, `${provider}/db_instance#endpoint`),
  row(
    "route53/record:Record",
    "id",
    "Z[A-Z0-9]+_forms\\.example\\.com_A",
    `${provider}/route53_record#import`,
  ),
  row(
    "s3/bucket:Bucket",
    "bucketRegionalDomainName",
    `forms-bucket\\.s3\\.${region}\\.${suffix}`,
    `${aws}/AmazonS3/latest/userguide/VirtualHosting.html`,
  ),
  row(
    "sns/topicPolicy:TopicPolicy",
    "id",
    `arn:aws[a-z-]*:sns:${region}:111122223333:forms`,
    `${provider}/sns_topic_policy#import`,
  ),
  row(
    "sqs/queuePolicy:QueuePolicy",
    "id",
    `https://sqs\\.${region}\\.${suffix}/111122223333/forms`,
    `${provider}/sqs_queue_policy#import`,
  ),
];

/** Where moto's answer is not AWS's, by type and property; the other sources judge these. */
export const motoDiffers: Readonly<Record<string, string>> = {
  "aws:iam/policy:Policy policyId": "moto gives 20 random characters after A",
  "aws:rds/instance:Instance address":
    "moto gives ten letters a, and the suffix of the partition aws everywhere",
};

/** The same for ARNs and addresses in partitions other than aws. */
export const motoDiffersElsewhere: Readonly<Record<string, string>> = {
  "aws:ec2/subnet:Subnet arn": "moto's EC2 gives the partition aws everywhere",
  "aws:ec2/securityGroup:SecurityGroup arn": "moto's EC2 gives the partition aws everywhere",
  "aws:iam/role:Role arn": "moto's IAM gives the partition aws in GovCloud",
  "aws:iam/policy:Policy id": "moto's IAM gives the partition aws in GovCloud",
  "aws:iam/policy:Policy arn": "moto's IAM gives the partition aws in GovCloud",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider id": "moto's IAM gives the partition aws in GovCloud",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider arn": "moto's IAM gives the partition aws in GovCloud",
  "aws:ecr/repository:Repository repositoryUrl":
    "moto's ECR gives the suffix of the partition aws everywhere",
};
