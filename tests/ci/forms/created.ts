/** One resource of each AWS type that the simulated cloud knows, with the names that packages/testbed/moto/forms.py gives. */
import { newCloud } from "@groundwork/rehearse/cloud";
import { partitionOf } from "@groundwork/rehearse/cloud/aws/partitions";
import type { Cloud, CloudResource } from "@groundwork/rehearse/cloud/cloud";

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: ["eks", "lambda", "codebuild"].map((name) => `${name}.amazonaws.com`) },
      Action: "sts:AssumeRole",
    },
  ],
});
const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" }],
});
/** A policy of a resource says who it is for. */
const policyFor = (Action: string, Resource?: unknown) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action,
        ...(Resource === undefined ? {} : { Resource }),
      },
    ],
  });

const expiry = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 10 },
      action: { type: "expire" },
    },
  ],
});

/** Creates each type in a region; returns the resources by type. */
export async function createEach(
  region: string,
  cloud: Cloud = newCloud(),
): Promise<ReadonlyMap<string, CloudResource>> {
  cloud.configure("aws", { region });
  const made = new Map<string, CloudResource>();
  const create = async (type: string, inputs: Record<string, unknown>) => {
    const resource = await cloud.create(`aws:${type}`, "forms", inputs);
    made.set(resource.type, resource);
    return resource;
  };
  const network = await createNetwork(cloud, region, create);
  const role = await create("iam/role:Role", { name: "forms", assumeRolePolicy: trust });
  const { arn: roleArn } = role.outputs;
  const own = await create("iam/policy:Policy", { name: "forms", policy });
  await create("iam/rolePolicyAttachment:RolePolicyAttachment", {
    role: "forms",
    policyArn: own.outputs.arn,
  });
  await create("iam/rolePolicy:RolePolicy", { role: "forms", name: "forms", policy });
  await create("iam/openIdConnectProvider:OpenIdConnectProvider", {
    url: "https://oidc.example.com",
    clientIdLists: ["sts.amazonaws.com"],
  });
  await create("cloudwatch/logGroup:LogGroup", { name: "/forms/group" });
  await create("ec2/flowLog:FlowLog", {
    vpcId: network.vpcId,
    trafficType: "ALL",
    logDestination: made.get("aws:cloudwatch/logGroup:LogGroup")?.outputs.arn,
    iamRoleArn: roleArn,
  });
  await create("cloudwatch/metricAlarm:MetricAlarm", {
    name: "forms",
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 1,
    metricName: "CPU",
    namespace: "forms",
    period: 60,
    statistic: "Average",
    threshold: 1,
  });
  await create("budgets/budget:Budget", {
    name: "forms",
    budgetType: "COST",
    timeUnit: "MONTHLY",
    limitAmount: "1",
    limitUnit: "USD",
  });
  await createBackups(create, region, roleArn);
  await createSecrets(create);
  await createMessages(create);
  await createCluster(create, network, roleArn);
  await createDatabase(create, network, made.get("aws:sns/topic:Topic")?.outputs.arn);
  await createCode(create, roleArn);
  await create("opensearch/domain:Domain", {
    domainName: "forms",
    vpcOptions: { subnetIds: network.subnetIds.slice(0, 1) },
  });
  await createBuckets(create, roleArn);
  await createCopies(create, cloud, region);
  return made;
}

type Create = (type: string, inputs: Record<string, unknown>) => Promise<CloudResource>;

async function createNetwork(cloud: Cloud, region: string, create: Create) {
  const { id: vpcId } = await create("ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" });
  const subnet = async (at: number) => {
    const inputs = { vpcId, cidrBlock: `10.0.${at}.0/24`, availabilityZone: `${region}${"ab"[at]}` };
    return at === 0
      ? create("ec2/subnet:Subnet", inputs)
      : cloud.create("aws:ec2/subnet:Subnet", "other", inputs);
  };
  const subnetIds = [(await subnet(0)).id, (await subnet(1)).id];
  const [subnetId = ""] = subnetIds;
  const { id: routeTableId } = await create("ec2/routeTable:RouteTable", { vpcId });
  await create("ec2/routeTableAssociation:RouteTableAssociation", { routeTableId, subnetId });
  const { id: gatewayId } = await create("ec2/internetGateway:InternetGateway", { vpcId });
  await create("ec2/route:Route", { routeTableId, gatewayId, destinationCidrBlock: "0.0.0.0/0" });
  const { outputs } = await create("ec2/eip:Eip", { domain: "vpc" });
  await create("ec2/natGateway:NatGateway", { subnetId, allocationId: outputs.allocationId });
  await create("ec2/vpcEndpoint:VpcEndpoint", { vpcId, serviceName: `com.amazonaws.${region}.s3` });
  const { id: securityGroupId } = await create("ec2/securityGroup:SecurityGroup", {
    name: "forms",
    description: "forms",
    vpcId,
  });
  const rule = { securityGroupId, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/16" };
  await create("vpc/securityGroupIngressRule:SecurityGroupIngressRule", rule);
  await create("vpc/securityGroupEgressRule:SecurityGroupEgressRule", rule);
  return { vpcId, subnetIds };
}

async function createSecrets(create: Create): Promise<void> {
  const { id } = await create("kms/key:Key", {});
  await create("kms/alias:Alias", { name: "alias/forms", targetKeyId: id });
  const secret = await create("secretsmanager/secret:Secret", { name: "forms/secret" });
  await create("secretsmanager/secretVersion:SecretVersion", { secretId: secret.id, secretString: "text" });
  const certificate = await create("acm/certificate:Certificate", {
    domainName: "forms.example.com",
    validationMethod: "DNS",
  });
  await create("route53/record:Record", {
    zoneId: "Z0123456789ABCDEFGHIJ",
    name: "forms.example.com",
    type: "A",
    ttl: 60,
    records: ["192.0.2.1"],
  });
  await create("acm/certificateValidation:CertificateValidation", {
    certificateArn: certificate.outputs.arn,
  });
  await create("ssm/parameter:Parameter", { name: "/forms/parameter", type: "String", value: "text" });
}

async function createBackups(create: Create, region: string, iamRoleArn: unknown): Promise<void> {
  const { outputs } = await create("backup/vault:Vault", { name: "forms" });
  const lock = { backupVaultName: "forms", minRetentionDays: 7 };
  await create("backup/vaultLockConfiguration:VaultLockConfiguration", lock);
  const rules = [{ ruleName: "daily", targetVaultName: "forms", schedule: "cron(0 5 ? * * *)" }];
  const { id: planId } = await create("backup/plan:Plan", { name: "forms", rules });
  const [partition, account] = [String(iamRoleArn).split(":")[1], String(iamRoleArn).split(":")[4]];
  const instance = `arn:${partition}:rds:${region}:${account}:db:forms`;
  await create("backup/selection:Selection", { name: "forms", planId, iamRoleArn, resources: [instance] });
  await create("backup/restoreTestingPlan:RestoreTestingPlan", {
    name: "forms",
    scheduleExpression: "cron(0 3 1 * ? *)",
    recoveryPointSelection: {
      algorithm: "LATEST_WITHIN_WINDOW",
      includeVaults: [outputs.arn],
      recoveryPointTypes: ["SNAPSHOT"],
    },
  });
  await create("backup/restoreTestingSelection:RestoreTestingSelection", {
    name: "forms",
    restoreTestingPlanName: "forms",
    protectedResourceType: "RDS",
    protectedResourceArns: [instance],
    iamRoleArn,
  });
}

async function createMessages(create: Create): Promise<void> {
  const topic = await create("sns/topic:Topic", { name: "forms" });
  const { arn } = topic.outputs;
  await create("sns/topicPolicy:TopicPolicy", { arn, policy: policyFor("sns:Publish", arn) });
  const queue = await create("sqs/queue:Queue", { name: "forms" });
  await create("sqs/queuePolicy:QueuePolicy", {
    queueUrl: queue.outputs.url,
    policy: policyFor("sqs:SendMessage", queue.outputs.arn),
  });
  await create("sns/topicSubscription:TopicSubscription", {
    topic: arn,
    protocol: "sqs",
    endpoint: queue.outputs.arn,
  });
  const eventPattern = JSON.stringify({ source: ["aws.eks"] });
  await create("cloudwatch/eventRule:EventRule", { name: "forms", eventPattern });
  await create("cloudwatch/eventTarget:EventTarget", { rule: "forms", arn });
}

async function createCluster(
  create: Create,
  { subnetIds }: { readonly subnetIds: readonly string[] },
  roleArn: unknown,
): Promise<void> {
  const clusterName = "forms";
  const vpcConfig = { subnetIds, endpointPrivateAccess: true };
  await create("eks/cluster:Cluster", { name: clusterName, roleArn, vpcConfig });
  await create("eks/accessEntry:AccessEntry", { clusterName, principalArn: roleArn });
  await create("eks/accessPolicyAssociation:AccessPolicyAssociation", {
    clusterName,
    principalArn: roleArn,
    policyArn: `${String(roleArn).split(":").slice(0, 2).join(":")}:eks::aws:cluster-access-policy/AmazonEKSViewPolicy`,
    accessScope: { type: "cluster" },
  });
  await create("eks/addon:Addon", { clusterName, addonName: "metrics-server" });
  await create("eks/podIdentityAssociation:PodIdentityAssociation", {
    clusterName,
    namespace: "forms",
    serviceAccount: "forms",
    roleArn,
  });
}

async function createDatabase(
  create: Create,
  { subnetIds }: { readonly subnetIds: readonly string[] },
  topicArn: unknown,
): Promise<void> {
  await create("rds/subnetGroup:SubnetGroup", { name: "forms", subnetIds });
  await create("rds/parameterGroup:ParameterGroup", { name: "forms", family: "postgres18" });
  await create("rds/instance:Instance", {
    identifier: "forms",
    engine: "postgres",
    engineVersion: "18.6",
    instanceClass: "db.m6g.large",
    allocatedStorage: 20,
    username: "app",
    password: "a-long-password",
  });
  await create("rds/snapshot:Snapshot", { dbSnapshotIdentifier: "forms", dbInstanceIdentifier: "forms" });
  await create("rds/eventSubscription:EventSubscription", {
    name: "forms",
    snsTopic: topicArn,
    sourceType: "db-instance",
  });
}

async function createCode(create: Create, role: unknown): Promise<void> {
  const repository = await create("ecr/repository:Repository", { name: "forms/image" });
  await create("ecr/lifecyclePolicy:LifecyclePolicy", { repository: "forms/image", policy: expiry });
  await create("ecr/repositoryPolicy:RepositoryPolicy", {
    repository: "forms/image",
    policy: policyFor("ecr:BatchGetImage"),
  });
  await create("lambda/function:Function", {
    name: "forms",
    role,
    packageType: "Image",
    imageUri: `${repository.outputs.repositoryUrl}:1`,
  });
  await create("lambda/permission:Permission", {
    function: "forms",
    action: "lambda:InvokeFunction",
    principal: "s3.amazonaws.com",
  });
  await create("lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", {
    functionName: "forms",
    maximumRetryAttempts: 2,
  });
  await create("codebuild/project:Project", {
    name: "forms",
    serviceRole: role,
    artifacts: { type: "NO_ARTIFACTS" },
    environment: { type: "LINUX_CONTAINER", image: "x", computeType: "BUILD_GENERAL1_SMALL" },
    source: { type: "GITHUB", location: "https://github.com/forms/forms" },
  });
  await create("codebuild/webhook:Webhook", { projectName: "forms" });
}

/** What needs a source in another region. */
async function createCopies(create: Create, cloud: Cloud, region: string): Promise<void> {
  const { id: account } = cloud.account;
  const { id: partition } = partitionOf(region);
  const there = otherRegions[partition] ?? region;
  const key = await cloud.create("aws:kms/key:Key", "source", { region: there, multiRegion: true });
  await create("kms/replicaKey:ReplicaKey", { primaryKeyArn: key.outputs.arn });
  const source = await cloud.create("aws:rds/instance:Instance", "source", {
    region: there,
    identifier: "source",
    // The data of the simulated cloud has no classes of other engines, so that every region accepts this one.
    engine: "mysql",
    engineVersion: "8.4",
    instanceClass: "db.m6g.large",
    allocatedStorage: 20,
    username: "app",
    password: "a-long-password",
    backupRetentionPeriod: 7,
  });
  await create("rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication", {
    sourceDbInstanceArn: source.outputs.arn,
  });
  const rules = [{ destinations: [{ region: there, registryId: account }] }];
  await create("ecr/replicationConfiguration:ReplicationConfiguration", {
    replicationConfiguration: { rules },
  });
}

/** A region of each partition, beside those of forms.test.ts. */
const otherRegions: Readonly<Record<string, string>> = {
  aws: "eu-west-1",
  "aws-cn": "cn-northwest-1",
  "aws-us-gov": "us-gov-east-1",
  "aws-iso": "us-iso-west-1",
  "aws-iso-b": "us-isob-west-1",
  "aws-iso-e": "eu-isoe-west-2",
  "aws-iso-f": "us-isof-east-1",
  "aws-eusc": "eusc-de-east-2",
};

async function createBuckets(create: Create, role: unknown): Promise<void> {
  const bucket = "forms-bucket";
  const made = await create("s3/bucket:Bucket", { bucket });
  const rule = { id: "forms", status: "Enabled", expiration: { days: 1 }, filter: { prefix: "" } };
  const settings: Readonly<Record<string, Record<string, unknown>>> = {
    BucketOwnershipControls: { rule: { objectOwnership: "BucketOwnerEnforced" } },
    BucketPublicAccessBlock: { blockPublicAcls: true },
    BucketPolicy: { policy: policyFor("s3:GetObject", "*") },
    BucketServerSideEncryptionConfiguration: {
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    },
    BucketVersioning: { versioningConfiguration: { status: "Enabled" } },
    BucketLifecycleConfiguration: { rules: [rule] },
    BucketNotification: {},
    BucketCorsConfiguration: { corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["*"] }] },
    BucketLogging: { targetBucket: bucket, targetPrefix: "log/" },
    BucketReplicationConfig: {
      role,
      rules: [{ status: "Enabled", destination: { bucket: made.outputs.arn } }],
    },
  };
  for (const [name, inputs] of Object.entries(settings))
    await create(`s3/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`, { bucket, ...inputs });
}
