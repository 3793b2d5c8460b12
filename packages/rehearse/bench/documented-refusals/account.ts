/** The resources that exist before each refusal is tried, in the order of their creation. */
import type { Properties } from "../../cloud/resource-type";
import { policy } from "./table";

/** A resource of the account, by the name that the tables use in `<NAME.OUTPUT>`. */
interface Existing {
  readonly name: string;
  readonly type: string;
  readonly inputs: Properties;
}

const assume = (service: string) => policy({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" });
const role = (name: string, service: string): Existing => ({
  name,
  type: "aws:iam/role:Role",
  inputs: { name, assumeRolePolicy: assume(service) },
});
const subnet = (name: string, number: number, vpc = "vpc"): Existing => ({
  name,
  type: "aws:ec2/subnet:Subnet",
  inputs: {
    vpcId: `<${vpc}.id>`,
    cidrBlock: `10.${vpc === "vpc" ? 0 : 1}.${number}.0/24`,
    availabilityZone: `us-east-1${number % 2 === 0 ? "a" : "b"}`,
  },
});

/** Network, roles, keys and storage of an account in us-east-1. */
export const account: readonly Existing[] = [
  { name: "vpc", type: "aws:ec2/vpc:Vpc", inputs: { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true } },
  { name: "other-vpc", type: "aws:ec2/vpc:Vpc", inputs: { cidrBlock: "10.1.0.0/16" } },
  { name: "gateway", type: "aws:ec2/internetGateway:InternetGateway", inputs: { vpcId: "<vpc.id>" } },
  subnet("subnet-a", 0),
  subnet("subnet-b", 1),
  subnet("subnet-a2", 2),
  subnet("subnet-other-a", 0, "other-vpc"),
  subnet("subnet-other-b", 1, "other-vpc"),
  { name: "address", type: "aws:ec2/eip:Eip", inputs: { domain: "vpc" } },
  { name: "free-address", type: "aws:ec2/eip:Eip", inputs: { domain: "vpc" } },
  {
    name: "nat",
    type: "aws:ec2/natGateway:NatGateway",
    inputs: { subnetId: "<subnet-a.id>", allocationId: "<address.allocationId>" },
  },
  { name: "table", type: "aws:ec2/routeTable:RouteTable", inputs: { vpcId: "<vpc.id>" } },
  { name: "second-table", type: "aws:ec2/routeTable:RouteTable", inputs: { vpcId: "<vpc.id>" } },
  { name: "other-table", type: "aws:ec2/routeTable:RouteTable", inputs: { vpcId: "<other-vpc.id>" } },
  {
    name: "default-route",
    type: "aws:ec2/route:Route",
    inputs: { routeTableId: "<table.id>", destinationCidrBlock: "0.0.0.0/0", gatewayId: "<gateway.id>" },
  },
  {
    name: "association",
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    inputs: { subnetId: "<subnet-a.id>", routeTableId: "<table.id>" },
  },
  {
    name: "group",
    type: "aws:ec2/securityGroup:SecurityGroup",
    inputs: { name: "web", description: "web", vpcId: "<vpc.id>" },
  },
  {
    name: "rule",
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    inputs: {
      securityGroupId: "<group.id>",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: "10.0.0.0/16",
    },
  },
  {
    name: "s3-endpoint",
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    inputs: {
      vpcId: "<vpc.id>",
      serviceName: "com.amazonaws.us-east-1.s3",
      routeTableIds: ["<table.id>"],
    },
  },
  role("lambda-role", "lambda.amazonaws.com"),
  role("cluster-role", "eks.amazonaws.com"),
  role("node-role", "ec2.amazonaws.com"),
  role("monitoring-role", "monitoring.rds.amazonaws.com"),
  role("build-role", "codebuild.amazonaws.com"),
  role("backup-role", "backup.amazonaws.com"),
  { name: "key", type: "aws:kms/key:Key", inputs: { description: "data" } },
  { name: "alias", type: "aws:kms/alias:Alias", inputs: { name: "alias/data", targetKeyId: "<key.keyId>" } },
  { name: "bucket", type: "aws:s3/bucket:Bucket", inputs: { bucket: "groundwork-photos" } },
  { name: "queue", type: "aws:sqs/queue:Queue", inputs: { name: "jobs", visibilityTimeoutSeconds: 60 } },
  { name: "fifo-queue", type: "aws:sqs/queue:Queue", inputs: { name: "jobs.fifo", fifoQueue: true } },
  { name: "topic", type: "aws:sns/topic:Topic", inputs: { name: "alerts" } },
  { name: "log-group", type: "aws:cloudwatch/logGroup:LogGroup", inputs: { name: "/shop/api" } },
  { name: "secret", type: "aws:secretsmanager/secret:Secret", inputs: { name: "database" } },
  { name: "repository", type: "aws:ecr/repository:Repository", inputs: { name: "shop/api" } },
  {
    name: "database-subnets",
    type: "aws:rds/subnetGroup:SubnetGroup",
    inputs: { name: "database", subnetIds: ["<subnet-a.id>", "<subnet-b.id>"] },
  },
  {
    name: "parameters-17",
    type: "aws:rds/parameterGroup:ParameterGroup",
    inputs: { name: "pg17", family: "postgres17" },
  },
  {
    name: "database",
    type: "aws:rds/instance:Instance",
    inputs: {
      identifier: "shop",
      engine: "postgres",
      engineVersion: "18.1",
      instanceClass: "db.m8g.large",
      allocatedStorage: 100,
      storageType: "gp3",
      storageEncrypted: true,
      kmsKeyId: "<key.arn>",
      username: "shop",
      password: "correct-horse",
      dbSubnetGroupName: "database",
      backupRetentionPeriod: 7,
      skipFinalSnapshot: true,
    },
  },
  {
    name: "database-without-backups",
    type: "aws:rds/instance:Instance",
    inputs: {
      identifier: "scratch",
      engine: "postgres",
      engineVersion: "18.1",
      instanceClass: "db.m8g.large",
      allocatedStorage: 100,
      storageType: "gp3",
      username: "shop",
      password: "correct-horse",
      backupRetentionPeriod: 0,
      skipFinalSnapshot: true,
    },
  },
  {
    name: "cluster",
    type: "aws:eks/cluster:Cluster",
    inputs: {
      name: "shop",
      roleArn: "<cluster-role.arn>",
      version: "1.35",
      accessConfig: { authenticationMode: "API" },
      vpcConfig: { subnetIds: ["<subnet-a.id>", "<subnet-b.id>"], endpointPrivateAccess: true },
    },
  },
  {
    name: "entry",
    type: "aws:eks/accessEntry:AccessEntry",
    inputs: { clusterName: "<cluster.name>", principalArn: "<build-role.arn>" },
  },
  { name: "vault", type: "aws:backup/vault:Vault", inputs: { name: "vault" } },
  {
    name: "testing-plan",
    type: "aws:backup/restoreTestingPlan:RestoreTestingPlan",
    inputs: {
      name: "testing_plan",
      scheduleExpression: "cron(0 5 1 * ? *)",
      recoveryPointSelection: {
        algorithm: "LATEST_WITHIN_WINDOW",
        includeVaults: ["*"],
        recoveryPointTypes: ["SNAPSHOT"],
      },
    },
  },
];
