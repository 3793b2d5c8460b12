/** Documented refusals of services that the platform does not use. */
import { type RefusalTable, text } from "./table";

const ec2 = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference";
const elb = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference";
const scaling = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference";
const dynamoDb = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference";
const table = {
  name: "orders",
  hashKey: "id",
  attributes: [{ name: "id", type: "S" }],
  billingMode: "PAY_PER_REQUEST",
};
const healthCheck = (more: Record<string, unknown>) => ({ healthCheck: { path: "/", ...more } });

export const otherServices: readonly RefusalTable[] = [
  {
    type: "aws:ebs/volume:Volume",
    source: `${ec2}/API_CreateVolume.html`,
    valid: { availabilityZone: "us-east-1a", size: 100, type: "gp3" },
    rows: [
      { kind: "number out of its range", title: "fewer IOPS than gp3 has", refused: { iops: 2999 }, accepted: { iops: 3000 }, names: "iops" },
      { kind: "inputs contradict each other", title: "IOPS on gp2", refused: { type: "gp2", iops: 3000 }, accepted: { type: "gp2" }, names: "iops" },
      { kind: "inputs contradict each other", title: "throughput on gp2", refused: { type: "gp2", throughput: 250 }, accepted: { throughput: 250 }, names: "throughput" },
      { kind: "required input missing", title: "io2 without IOPS", refused: { type: "io2" }, accepted: { type: "io2", iops: 1000 }, names: "iops" },
      { kind: "number out of its range", title: "2,001 MiB/s", refused: { throughput: 2001 }, accepted: { throughput: 500 }, names: "throughput" },
      { kind: "number out of its range", title: "100 GiB of st1", refused: { type: "st1" }, accepted: { type: "st1", size: 125 }, names: "size" },
      { kind: "required input missing", title: "neither a size nor a snapshot", refused: { size: undefined }, accepted: {}, names: "size" },
      { kind: "not in the list of values", title: "an unknown type of volume", refused: { type: "gp4" }, accepted: {}, names: "type" },
    ],
  },
  {
    type: "aws:ec2/launchTemplate:LaunchTemplate",
    source: `${ec2}/API_CreateLaunchTemplate.html`,
    valid: { name: "web" },
    rows: [
      { kind: "text not allowed", title: "a name of two characters", refused: { name: "ab" }, accepted: { name: "abc" }, names: "name", source: `${ec2}/API_LaunchTemplate.html` },
      { kind: "number out of its range", title: "65 hops to the metadata", refused: { metadataOptions: { httpPutResponseHopLimit: 65 } }, accepted: { metadataOptions: { httpPutResponseHopLimit: 64 } }, names: "httpPutResponseHopLimit", source: `${ec2}/API_LaunchTemplateInstanceMetadataOptionsRequest.html` },
    ],
  },
  {
    type: "aws:ec2/instance:Instance",
    source: `${ec2}/API_RunInstances.html`,
    valid: { ami: "ami-0123456789abcdef0", instanceType: "t4g.small" },
    rows: [
      { kind: "text not allowed", title: "over 16 KB of user data", refused: { userData: text(16_385) }, accepted: { userData: text(16_384) }, names: "userData", source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html" },
      { kind: "not in the list of values", title: "an unknown tenancy", refused: { tenancy: "shared" }, accepted: { tenancy: "dedicated" }, names: "tenancy" },
    ],
  },
  {
    type: "aws:ec2/placementGroup:PlacementGroup",
    source: `${ec2}/API_CreatePlacementGroup.html`,
    valid: { name: "near", strategy: "cluster" },
    rows: [{ kind: "not in the list of values", title: "an unknown strategy", refused: { strategy: "near" }, accepted: { strategy: "spread" }, names: "strategy" }],
  },
  {
    type: "aws:lb/loadBalancer:LoadBalancer",
    source: `${elb}/API_CreateLoadBalancer.html`,
    valid: { name: "web", subnets: ["<subnet-a.id>", "<subnet-b.id>"] },
    rows: [
      { kind: "text not allowed", title: "a name of 33 characters", refused: { name: text(33) }, accepted: { name: text(32) }, names: "name" },
      { kind: "text not allowed", title: "a name that begins with internal-", refused: { name: "internal-web" }, accepted: { name: "web-internal" }, names: "name" },
      { kind: "text not allowed", title: "a name that ends with a hyphen", refused: { name: "web-" }, accepted: { name: "web-1" }, names: "name" },
      { kind: "conflict with another resource", title: "an application load balancer in one zone", refused: { subnets: ["<subnet-a.id>"] }, accepted: {}, names: "subnets" },
      { kind: "not in the list of values", title: "an unknown type of load balancer", refused: { loadBalancerType: "classic" }, accepted: { loadBalancerType: "network" }, names: "loadBalancerType" },
    ],
  },
  {
    type: "aws:lb/targetGroup:TargetGroup",
    source: `${elb}/API_CreateTargetGroup.html`,
    valid: { name: "web", port: 80, protocol: "HTTP", vpcId: "<vpc.id>" },
    rows: [
      { kind: "number out of its range", title: "health checks every 301 seconds", refused: healthCheck({ interval: 301 }), accepted: healthCheck({ interval: 300 }), names: "interval" },
      { kind: "number out of its range", title: "health after 11 checks", refused: healthCheck({ healthyThreshold: 11 }), accepted: healthCheck({ healthyThreshold: 10 }), names: "healthyThreshold" },
      { kind: "number out of its range", title: "port 65536", refused: { port: 65_536 }, accepted: { port: 65_535 }, names: "port" },
      { kind: "not in the list of values", title: "an unknown protocol", refused: { protocol: "FTP" }, accepted: {}, names: "protocol" },
    ],
  },
  {
    type: "aws:lb/listener:Listener",
    source: `${elb}/API_CreateListener.html`,
    valid: { loadBalancerArn: "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/0123456789abcdef", port: 80, protocol: "HTTP", defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } }] },
    rows: [
      { kind: "required input missing", title: "HTTPS without a certificate", refused: { port: 443, protocol: "HTTPS" }, accepted: { port: 443, protocol: "HTTPS", certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012" }, names: "certificateArn" },
      { kind: "number out of its range", title: "a listener on port 65536", refused: { port: 65_536 }, accepted: { port: 65_535 }, names: "port" },
    ],
  },
  {
    type: "aws:lb/listenerRule:ListenerRule",
    source: `${elb}/API_CreateRule.html`,
    valid: { listenerArn: "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/web/0123456789abcdef/0123456789abcdef", priority: 100, conditions: [{ pathPattern: { values: ["/a"] } }], actions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } }] },
    rows: [{ kind: "number out of its range", title: "priority 50001", refused: { priority: 50_001 }, accepted: { priority: 50_000 }, names: "priority" }],
  },
  {
    type: "aws:autoscaling/group:Group",
    source: `${scaling}/API_CreateAutoScalingGroup.html`,
    valid: { minSize: 1, maxSize: 3, vpcZoneIdentifiers: ["<subnet-a.id>"], launchTemplate: { name: "web", version: "1" } },
    rows: [
      { kind: "inputs contradict each other", title: "fewer instances at most than at least", refused: { minSize: 4 }, accepted: { minSize: 3 }, names: "maxSize" },
      { kind: "inputs contradict each other", title: "more instances than at most", refused: { desiredCapacity: 4 }, accepted: { desiredCapacity: 3 }, names: "desiredCapacity" },
    ],
  },
  {
    type: "aws:dynamodb/table:Table",
    source: `${dynamoDb}/API_CreateTable.html`,
    valid: table,
    rows: [
      { kind: "text not allowed", title: "a name of two characters", refused: { name: "ab" }, accepted: { name: "abc" }, names: "name", source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html" },
      { kind: "not in the list of values", title: "an unknown billing mode", refused: { billingMode: "ON_DEMAND" }, accepted: {}, names: "billingMode" },
      { kind: "not in the list of values", title: "a key that is a Boolean", refused: { attributes: [{ name: "id", type: "BOOL" }] }, accepted: { attributes: [{ name: "id", type: "N" }] }, names: "attributes" },
      {
        kind: "inputs contradict each other",
        title: "an attribute that no key uses",
        refused: {
          attributes: [
            { name: "id", type: "S" },
            { name: "total", type: "N" },
          ],
        },
        accepted: {
          rangeKey: "total",
          attributes: [
            { name: "id", type: "S" },
            { name: "total", type: "N" },
          ],
        },
        names: "attributes",
      },
      { kind: "inputs contradict each other", title: "a key that is no attribute", refused: { hashKey: "number" }, accepted: {}, names: "hashKey" },
      { kind: "required input missing", title: "provisioned capacity without numbers", refused: { billingMode: "PROVISIONED" }, accepted: { billingMode: "PROVISIONED", readCapacity: 1, writeCapacity: 1 }, names: "readCapacity" },
    ],
  },
  {
    type: "aws:kinesis/stream:Stream",
    source: "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html",
    valid: { name: "clicks", shardCount: 1 },
    rows: [
      { kind: "number out of its range", title: "records for 23 hours", refused: { retentionPeriod: 23 }, accepted: { retentionPeriod: 24 }, names: "retentionPeriod" },
      { kind: "number out of its range", title: "records for 8,761 hours", refused: { retentionPeriod: 8761 }, accepted: { retentionPeriod: 8760 }, names: "retentionPeriod" },
    ],
  },
  {
    type: "aws:efs/fileSystem:FileSystem",
    source: "https://docs.aws.amazon.com/efs/latest/ug/API_CreateFileSystem.html",
    valid: {},
    rows: [
      { kind: "required input missing", title: "provisioned throughput without a number", refused: { throughputMode: "provisioned" }, accepted: { throughputMode: "provisioned", provisionedThroughputInMibps: 10 }, names: "provisionedThroughputInMibps" },
      { kind: "not in the list of values", title: "an unknown performance", refused: { performanceMode: "fast" }, accepted: { performanceMode: "generalPurpose" }, names: "performanceMode" },
    ],
  },
  {
    type: "aws:elasticache/replicationGroup:ReplicationGroup",
    source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html",
    valid: { replicationGroupId: "sessions", description: "sessions", nodeType: "cache.t4g.small", numCacheClusters: 2 },
    rows: [
      { kind: "inputs contradict each other", title: "failover with one node", refused: { automaticFailoverEnabled: true, numCacheClusters: 1 }, accepted: { automaticFailoverEnabled: true }, names: "numCacheClusters" },
      { kind: "text not allowed", title: "a password of 15 characters", refused: { transitEncryptionEnabled: true, authToken: text(15) }, accepted: { transitEncryptionEnabled: true, authToken: text(16) }, names: "authToken" },
    ],
  },
  {
    type: "aws:ecs/taskDefinition:TaskDefinition",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
    valid: { family: "web", containerDefinitions: '[{"name":"web","image":"nginx"}]', requiresCompatibilities: ["FARGATE"], networkMode: "awsvpc", cpu: "256", memory: "512" },
    rows: [
      { kind: "inputs contradict each other", title: "memory that Fargate does not have with a quarter of a CPU", refused: { memory: "4096" }, accepted: { memory: "2048" }, names: "memory" },
      { kind: "inputs contradict each other", title: "Fargate on a bridge", refused: { networkMode: "bridge" }, accepted: { networkMode: "bridge", requiresCompatibilities: ["EC2"] }, names: "networkMode" },
      { kind: "document not accepted", title: "containers that are no JSON", refused: { containerDefinitions: "nginx" }, accepted: {}, names: "containerDefinitions" },
    ],
  },
  {
    type: "aws:sfn/stateMachine:StateMachine",
    source: "https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html",
    valid: { name: "checkout", roleArn: "<lambda-role.arn>", definition: '{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}' },
    rows: [
      { kind: "document not accepted", title: "a definition that is no JSON", refused: { definition: "start" }, accepted: {}, names: "definition" },
      { kind: "document not accepted", title: "a definition that starts at a state that does not exist", refused: { definition: '{"StartAt":"Begin","States":{"Done":{"Type":"Succeed"}}}' }, accepted: {}, names: "definition" },
    ],
  },
  {
    type: "aws:route53/healthCheck:HealthCheck",
    source: "https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html",
    valid: { fqdn: "shop.example", port: 443, type: "HTTPS", failureThreshold: 3, requestInterval: 30 },
    rows: [
      { kind: "number out of its range", title: "11 failures", refused: { failureThreshold: 11 }, accepted: { failureThreshold: 10 }, names: "failureThreshold" },
      { kind: "not in the list of values", title: "a check every 20 seconds", refused: { requestInterval: 20 }, accepted: { requestInterval: 10 }, names: "requestInterval" },
    ],
  },
];
