/** Inputs whose property has another name in CloudFormation, or none, by type and path. */
import { ec2Names } from "./names-ec2";
import { storageNames } from "./names-storage";
import { absent, type Names, otherShape, provider, type Unmapped, writeOnly } from "./reasons";

/** Inputs that mean the same for every type. */
const general: Names = {
  region: provider,
  namePrefix: provider,
  forceDestroy: provider,
  expectedBucketOwner: provider,
  skipDestroy: provider,
  timeouts: provider,
};

const anyCase: Unmapped = { because: "the provider accepts it in upper case and lower case" };

const names: Readonly<Record<string, Names>> = {
  "aws:acm/certificate:Certificate": {
    certificateBody: absent,
    certificateChain: absent,
    earlyRenewalDuration: provider,
    options: otherShape,
    privateKey: absent,
    privateKeyWo: writeOnly,
    privateKeyWoVersion: provider,
    validationOptions: "DomainValidationOptions",
  },
  "aws:budgets/budget:Budget": {
    accountId: absent,
    autoAdjustData: otherShape,
    billingViewArn: "Budget/BillingViewArn",
    budgetType: "Budget/BudgetType",
    costFilters: otherShape,
    costTypes: "Budget/CostTypes",
    filterExpression: "Budget/FilterExpression",
    limitAmount: "Budget/BudgetLimit/Amount",
    limitUnit: "Budget/BudgetLimit/Unit",
    metrics: "Budget/Metrics",
    name: "Budget/BudgetName",
    notifications: otherShape,
    plannedLimits: otherShape,
    tags: "ResourceTags",
    timePeriodEnd: otherShape,
    timePeriodStart: otherShape,
    timeUnit: "Budget/TimeUnit",
  },
  "aws:cloudwatch/eventRule:EventRule": { isEnabled: otherShape },
  "aws:cloudwatch/eventTarget:EventTarget": {
    appsyncTarget: otherShape,
    batchTarget: otherShape,
    ecsTarget: otherShape,
    eventBusName: "/EventBusName",
    httpTarget: otherShape,
    "inputTransformer.inputPaths": "InputPathsMap",
    kinesisTarget: otherShape,
    redshiftTarget: otherShape,
    rule: "/Name",
    runCommandTargets: otherShape,
    sagemakerPipelineTarget: otherShape,
    sqsTarget: otherShape,
    targetId: "Id",
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    metricQueries: "Metrics",
    "metricQueries.metric": "MetricStat",
    "metricQueries.metric.dimensions": "Metric/Dimensions",
    "metricQueries.metric.metricName": "Metric/MetricName",
    "metricQueries.metric.namespace": "Metric/Namespace",
  },
  "aws:codebuild/project:Project": {
    "artifacts.bucketOwnerAccess": absent,
    buildTimeout: "TimeoutInMinutes",
    "logsConfig.s3Logs.bucketOwnerAccess": absent,
    projectVisibility: "Visibility",
    queuedTimeout: "QueuedTimeoutInMinutes",
    "secondaryArtifacts.bucketOwnerAccess": absent,
  },
  "aws:codebuild/webhook:Webhook": {
    branchFilter: absent,
    filterGroups: otherShape,
    manualCreation: absent,
    projectName: "/Name",
  },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
    policy: "LifecyclePolicyText",
    repository: "/RepositoryName",
  },
  "aws:ecr/repository:Repository": {
    forceDelete: "EmptyOnDelete",
    "imageTagMutabilityExclusionFilters.filter": "ImageTagMutabilityExclusionFilterValue",
    "imageTagMutabilityExclusionFilters.filterType": "ImageTagMutabilityExclusionFilterType",
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    clusterName: "/ClusterName",
    principalArn: "/PrincipalArn",
  },
  "aws:eks/addon:Addon": {
    preserve: "PreserveOnDelete",
    resolveConflictsOnCreate: "ResolveConflicts",
    resolveConflictsOnUpdate: "ResolveConflicts",
  },
  "aws:eks/cluster:Cluster": {
    defaultAddonsToRemoves: provider,
    enabledClusterLogTypes: otherShape,
    forceUpdateVersion: "Force",
    vpcConfig: "ResourcesVpcConfig",
    "vpcConfig.clusterSecurityGroupId": absent,
    "vpcConfig.vpcId": absent,
  },
  "aws:elasticache/user:User": { engine: anyCase },
  "aws:elasticache/userGroup:UserGroup": { engine: anyCase },
  "aws:iam/policy:Policy": {
    delayAfterPolicyCreationInMs: provider,
    policy: "PolicyDocument",
    tags: absent,
  },
  "aws:iam/role:Role": {
    assumeRolePolicy: "AssumeRolePolicyDocument",
    forceDetachPolicies: provider,
    inlinePolicies: otherShape,
  },
  "aws:iam/rolePolicy:RolePolicy": { name: "PolicyName", policy: "PolicyDocument", role: "RoleName" },
  "aws:kms/key:Key": {
    customKeyStoreId: absent,
    customerMasterKeySpec: "KeySpec",
    deletionWindowInDays: "PendingWindowInDays",
    isEnabled: "Enabled",
    xksKeyId: absent,
  },
  "aws:kms/replicaKey:ReplicaKey": {
    bypassPolicyLockoutSafetyCheck: absent,
    deletionWindowInDays: "PendingWindowInDays",
    policy: "KeyPolicy",
  },
  "aws:lambda/function:Function": {
    codeSha256: provider,
    "durableConfig.retentionPeriod": "RetentionPeriodInDays",
    imageUri: "Code/ImageUri",
    publish: absent,
    publishTo: absent,
    replaceSecurityGroupsOnDestroy: provider,
    replacementSecurityGroupIds: provider,
    s3Bucket: "Code/S3Bucket",
    s3Key: "Code/S3Key",
    s3ObjectVersion: "Code/S3ObjectVersion",
    "snapStart.optimizationStatus": absent,
    sourceCodeHash: provider,
    sourceKmsKeyArn: "Code/SourceKMSKeyArn",
    useResourceTimeoutForPropagation: provider,
    "vpcConfig.vpcId": absent,
  },
  "aws:lambda/permission:Permission": {
    function: "FunctionName",
    qualifier: absent,
    statementId: absent,
    statementIdPrefix: provider,
  },
  "aws:rds/eventSubscription:EventSubscription": { name: "SubscriptionName", snsTopic: "SnsTopicArn" },
  "aws:rds/instance:Instance": {
    backupWindow: "PreferredBackupWindow",
    blueGreenUpdate: provider,
    caCertIdentifier: "CACertificateIdentifier",
    customerOwnedIpEnabled: absent,
    enabledCloudwatchLogsExports: "EnableCloudwatchLogsExports",
    finalSnapshotIdentifier: absent,
    iamDatabaseAuthenticationEnabled: "EnableIAMDatabaseAuthentication",
    identifierPrefix: provider,
    instanceClass: "DBInstanceClass",
    maintenanceWindow: "PreferredMaintenanceWindow",
    masterUserSecretKmsKeyId: "MasterUserSecret/KmsKeyId",
    parameterGroupName: "DBParameterGroupName",
    password: "MasterUserPassword",
    passwordWo: writeOnly,
    passwordWoVersion: provider,
    performanceInsightsEnabled: "EnablePerformanceInsights",
    replicateSourceDb: "SourceDBInstanceIdentifier",
    restoreToPointInTime: otherShape,
    s3Import: absent,
    skipFinalSnapshot: provider,
    snapshotIdentifier: "DBSnapshotIdentifier",
    upgradeStorageConfig: absent,
    username: "MasterUsername",
    vpcSecurityGroupIds: "VPCSecurityGroups",
    warningEventCategories: provider,
  },
  "aws:rds/parameterGroup:ParameterGroup": { parameters: otherShape },
  "aws:route53/record:Record": {
    aliases: "AliasTarget",
    "aliases.name": "DNSName",
    "aliases.zoneId": "HostedZoneId",
    allowOverwrite: provider,
    cidrRoutingPolicy: "CidrRoutingConfig",
    failoverRoutingPolicies: otherShape,
    geolocationRoutingPolicies: otherShape,
    geoproximityRoutingPolicy: otherShape,
    latencyRoutingPolicies: otherShape,
    multivalueAnswerRoutingPolicy: "MultiValueAnswer",
    records: "ResourceRecords",
    weightedRoutingPolicies: otherShape,
    zoneId: "HostedZoneId",
  },
  "aws:route53/trafficPolicyInstance:TrafficPolicyInstance": {
    name: { because: "the provider adds the dot at its end" },
  },
  ...ec2Names,
  ...storageNames,
};

/** The property of an input where the table has one; the reason where there is none; else undefined. */
export function propertyNames(type: string, path: string): string | Unmapped | undefined {
  return names[type]?.[path] ?? general[path];
}

/** The entries of the table, for the test that looks for superfluous ones. */
export function namedPaths(): readonly { readonly type: string; readonly path: string }[] {
  return Object.entries(names).flatMap(([type, paths]) => Object.keys(paths).map((path) => ({ type, path })));
}
