/** Which part of CloudFormation describes a Pulumi type. */
import { schemaNames } from "./data";

/** Where the schema of a Pulumi type stands. */
export interface SchemaOfType {
  /** The resource type of CloudFormation: `AWS::S3::Bucket`. */
  readonly name: string;
  /** The property in it that the Pulumi type sets, where the type is a setting of another resource. */
  readonly at?: string;
}

/** A type that CloudFormation does not have, and why. */
export interface WithoutSchema {
  readonly because: string;
}

const bucket = (at: string): SchemaOfType => ({ name: "AWS::S3::Bucket", at });
const acm = "AWS::CertificateManager::Certificate";

/** Types whose names differ. All others have the name of their CloudFormation type: `aws:ec2/vpc:Vpc`, `AWS::EC2::VPC`. */
const exceptions: Readonly<Record<string, SchemaOfType | WithoutSchema>> = {
  "aws:acm/certificate:Certificate": { name: acm },
  "aws:backup/plan:Plan": { name: "AWS::Backup::BackupPlan" },
  "aws:backup/selection:Selection": { name: "AWS::Backup::BackupSelection" },
  "aws:backup/vault:Vault": { name: "AWS::Backup::BackupVault" },
  "aws:backup/vaultLockConfiguration:VaultLockConfiguration": {
    name: "AWS::Backup::BackupVault",
    at: "LockConfiguration",
  },
  "aws:acm/certificateValidation:CertificateValidation": {
    because: "it creates nothing in AWS: the provider waits until a certificate is issued",
  },
  "aws:cloudwatch/eventRule:EventRule": { name: "AWS::Events::Rule" },
  "aws:cloudwatch/eventTarget:EventTarget": { name: "AWS::Events::Rule", at: "Targets" },
  "aws:cloudwatch/logGroup:LogGroup": { name: "AWS::Logs::LogGroup" },
  "aws:cloudwatch/metricAlarm:MetricAlarm": { name: "AWS::CloudWatch::Alarm" },
  "aws:codebuild/webhook:Webhook": { name: "AWS::CodeBuild::Project", at: "Triggers" },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": { name: "AWS::EC2::SubnetRouteTableAssociation" },
  // Its policy is text in CloudFormation as well, below a property with another meaning in the repository.
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": { name: "AWS::ECR::Repository", at: "LifecyclePolicy" },
  "aws:ecr/repositoryPolicy:RepositoryPolicy": {
    because: "CloudFormation has it as RepositoryPolicyText, an object without properties",
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    name: "AWS::EKS::AccessEntry",
    at: "AccessPolicies",
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": { name: "AWS::IAM::OIDCProvider" },
  // AWS::IAM::Policy is an inline policy.
  "aws:iam/policy:Policy": { name: "AWS::IAM::ManagedPolicy" },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    because: "CloudFormation has it as ManagedPolicyArns of a role, a list of ARNs",
  },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    name: "AWS::Lambda::EventInvokeConfig",
  },
  "aws:opensearch/domain:Domain": { name: "AWS::OpenSearchService::Domain" },
  "aws:rds/instance:Instance": { name: "AWS::RDS::DBInstance" },
  "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": {
    because:
      "CloudFormation has it as AutomaticBackupReplicationRegion of an instance, in the source's region",
  },
  "aws:rds/parameterGroup:ParameterGroup": { name: "AWS::RDS::DBParameterGroup" },
  "aws:rds/snapshot:Snapshot": {
    because: "CloudFormation creates no snapshots; it takes one when it deletes an instance",
  },
  "aws:rds/subnetGroup:SubnetGroup": { name: "AWS::RDS::DBSubnetGroup" },
  "aws:route53/record:Record": { name: "AWS::Route53::RecordSet" },
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": bucket("CorsConfiguration"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucket("LifecycleConfiguration"),
  "aws:s3/bucketLogging:BucketLogging": bucket("LoggingConfiguration"),
  "aws:s3/bucketNotification:BucketNotification": bucket("NotificationConfiguration"),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucket("OwnershipControls"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucket("PublicAccessBlockConfiguration"),
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": bucket("ReplicationConfiguration"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
    bucket("BucketEncryption"),
  "aws:s3/bucketVersioning:BucketVersioning": bucket("VersioningConfiguration"),
  "aws:secretsmanager/secretVersion:SecretVersion": { name: "AWS::SecretsManager::Secret" },
  "aws:sns/topicSubscription:TopicSubscription": { name: "AWS::SNS::Subscription" },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": { name: "AWS::EC2::SecurityGroupEgress" },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": { name: "AWS::EC2::SecurityGroupIngress" },
};

/** Modules of the SDK that have another name in CloudFormation. */
const modules: Readonly<Record<string, string>> = {
  alb: "elasticloadbalancingv2",
  cfg: "config",
  ebs: "ec2",
  ec2transitgateway: "ec2",
  elb: "elasticloadbalancing",
  lb: "elasticloadbalancingv2",
  mq: "amazonmq",
  sfn: "stepfunctions",
  vpc: "ec2",
};

/** Types without an entry in the simulation whose names differ. */
const others: Readonly<Record<string, string>> = {
  "aws:autoscaling/group:Group": "AWS::AutoScaling::AutoScalingGroup",
  "aws:cloudwatch/eventRule:EventRule": "AWS::Events::Rule",
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": "AWS::Logs::MetricFilter",
  "aws:ec2/networkAclRule:NetworkAclRule": "AWS::EC2::NetworkAclEntry",
  "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": "AWS::EC2::VPCCidrBlock",
  "aws:lambda/functionUrl:FunctionUrl": "AWS::Lambda::Url",
  "aws:lambda/layerVersion:LayerVersion": "AWS::Lambda::LayerVersion",
  "aws:rds/cluster:Cluster": "AWS::RDS::DBCluster",
  "aws:rds/clusterInstance:ClusterInstance": "AWS::RDS::DBInstance",
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": "AWS::RDS::DBClusterParameterGroup",
  "aws:rds/proxy:Proxy": "AWS::RDS::DBProxy",
  "aws:route53/zone:Zone": "AWS::Route53::HostedZone",
};

let byLowerCase: ReadonlyMap<string, string> | undefined;

/** The schema of a Pulumi type; the reason where AWS has none; undefined where the names do not match. */
export function schemaOfType(type: string): SchemaOfType | WithoutSchema | undefined {
  const exception = exceptions[type];
  if (exception) return exception;
  const [, module = "", name = ""] = type.split(":");
  byLowerCase ??= new Map(schemaNames().map((each) => [each.toLowerCase(), each]));
  const [service = ""] = module.split("/");
  const same = others[type] ?? byLowerCase.get(`aws::${modules[service] ?? service}::${name}`.toLowerCase());
  return same === undefined ? undefined : { name: same };
}
