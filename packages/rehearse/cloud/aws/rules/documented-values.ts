/** By type and input: what AWS's documentation allows. */
import type { Schema } from "../schemas/data";
import { docs } from "./messages";

/** The constraints of one type, by path, and the page that states them. */
interface DocumentedValues {
  readonly source: string;
  readonly values: Readonly<Record<string, Schema>>;
}

const ec2 = `${docs}/AWSEC2/latest/APIReference`;
const rds = `${docs}/AmazonRDS/latest/APIReference`;
const eks = `${docs}/eks/latest/APIReference`;
const s3 = `${docs}/AmazonS3/latest`;
const lambda = `${docs}/lambda/latest/api`;
const elb = `${docs}/elasticloadbalancing/latest/APIReference`;
const port = { minimum: 0, maximum: 65_535 };
const metadata = {
  "metadataOptions.httpPutResponseHopLimit": { minimum: 1, maximum: 64 },
  "metadataOptions.httpTokens": { enum: ["optional", "required"] },
  "metadataOptions.httpEndpoint": { enum: ["enabled", "disabled"] },
};
const rule = {
  ipProtocol: {
    pattern: "^(-1|tcp|udp|icmp|icmpv6|\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-5])$",
    inWords: "-1, tcp, udp, icmp, icmpv6 and the numbers of protocols, 0 to 255,",
  },
  fromPort: { minimum: -1, maximum: 65_535 },
  toPort: { minimum: -1, maximum: 65_535 },
};
const healthCheck = {
  "healthCheck.interval": { minimum: 5, maximum: 300 },
  "healthCheck.timeout": { minimum: 2, maximum: 120 },
  "healthCheck.healthyThreshold": { minimum: 2, maximum: 10 },
  "healthCheck.unhealthyThreshold": { minimum: 2, maximum: 10 },
};
const ofSystem = {
  pattern: "^(?!system:|eks:|aws:|amazon:|iam:)",
  inWords: "names that do not begin with system:, eks:, aws:, amazon: or iam:",
  source: `${docs}/eks/latest/userguide/creating-access-entries.html`,
};
const volumeTypes = { enum: ["standard", "gp2", "gp3", "io1", "io2", "sc1", "st1"] };
const path = { pattern: "^(/|/[!-~]+/)$", inWords: "text that begins and ends with a slash" };
const name = (characters: string, length: number, words: string): Schema => ({
  pattern: `^[${characters}]{1,${length}}$`,
  inWords: `1 to ${length} ${words}`,
});

export const documentedValues: Readonly<Record<string, DocumentedValues>> = {
  "aws:acm/certificate:Certificate": {
    source: `${docs}/acm/latest/APIReference/API_RequestCertificate.html`,
    values: {
      domainName: {
        pattern: "^(\\*\\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\\.)+[A-Za-z0-9-]{1,62}[A-Za-z0-9]$",
        inWords: "domain names with an asterisk only as the first label",
      },
      validationMethod: { enum: ["DNS", "EMAIL", "HTTP", "NONE"] },
      subjectAlternativeNames: { maxItems: 100 },
    },
  },
  "aws:budgets/budget:Budget": {
    source: `${docs}/aws-cost-management/latest/APIReference/API_budgets_Budget.html`,
    values: {
      name: { maxLength: 100, pattern: "^(?!.*/action/)[^:\\\\]+$", inWords: "text without : and \\" },
      timeUnit: { enum: ["DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM"] },
      "notifications[].subscriberEmailAddresses": {
        maxItems: 10,
        source: `${docs}/aws-cost-management/latest/APIReference/API_budgets_NotificationWithSubscribers.html`,
      },
    },
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    source: `${docs}/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html`,
    values: { dashboardName: name("A-Za-z0-9_-", 255, "letters, digits, - and _") },
  },
  "aws:cloudwatch/eventRule:EventRule": {
    source: `${docs}/eventbridge/latest/APIReference/API_PutRule.html`,
    values: {
      name: name("A-Za-z0-9._-", 64, "letters, digits, ., - and _"),
      scheduleExpression: {
        pattern:
          "^(rate\\((1 (minute|hour|day)|([2-9]|[1-9]\\d+) (minutes|hours|days))\\)|cron\\(\\S+ \\S+ (\\? \\S+ \\S+|\\S+ \\S+ \\?) \\S+\\))$",
        inWords:
          'rate(1 minute), rate(5 minutes) and cron(minutes hours day-of-month month day-of-week year) with "?" for one of the days',
        source: `${docs}/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html`,
      },
    },
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    source: `${docs}/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html`,
    values: { name: { pattern: "^(?!aws/)", inWords: "names that do not begin with aws/" } },
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    source: `${docs}/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html`,
    values: {
      name: { maxLength: 512, pattern: "^[^:*]*$", inWords: "text without : and *" },
      pattern: { maxLength: 1024 },
    },
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    source: `${docs}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html`,
    values: {
      extendedStatistic: {
        pattern:
          "^(p(100|\\d{1,2})(\\.\\d{1,10})?|(tm|tc|ts|wm)(100|\\d{1,2})(\\.\\d{1,10})?|(TM|TC|TS|WM|PR)\\([\\d.%]*:[\\d.%]*\\)|IQM)$",
        inWords: "p0.0 to p100, tm, tc, ts and wm with a percentage, ranges such as TM(5%:95%), and IQM",
      },
      alarmActions: { maxItems: 5 },
      okActions: { maxItems: 5 },
      insufficientDataActions: { maxItems: 5 },
    },
  },
  "aws:codebuild/project:Project": {
    source: `${docs}/codebuild/latest/APIReference/API_ProjectSource.html`,
    values: {
      "source.type": {
        enum: "BITBUCKET CODECOMMIT CODEPIPELINE GITHUB GITHUB_ENTERPRISE GITLAB GITLAB_SELF_MANAGED NO_SOURCE S3".split(
          " ",
        ),
      },
    },
  },
  "aws:dynamodb/table:Table": {
    source: `${docs}/amazondynamodb/latest/APIReference/API_CreateTable.html`,
    values: {
      name: {
        minLength: 3,
        ...name("A-Za-z0-9_.-", 255, "letters, digits, _, . and -"),
        inWords: "3 to 255 letters, digits, _, . and -",
      },
      "attributes[].type": { enum: ["S", "N", "B"] },
      streamViewType: { enum: ["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"] },
      tableClass: { enum: ["STANDARD", "STANDARD_INFREQUENT_ACCESS"] },
    },
  },
  "aws:ebs/volume:Volume": {
    source: `${ec2}/API_CreateVolume.html`,
    values: { type: volumeTypes, throughput: { minimum: 125, maximum: 2000 } },
  },
  "aws:ec2/instance:Instance": {
    source: `${ec2}/API_RunInstances.html`,
    values: {
      tenancy: { enum: ["default", "dedicated", "host"] },
      userData: { maxLength: 16_384, source: `${docs}/AWSEC2/latest/UserGuide/user-data.html` },
      instanceInitiatedShutdownBehavior: { enum: ["stop", "terminate"] },
      "rootBlockDevice.volumeType": volumeTypes,
      "ebsBlockDevices[].volumeType": volumeTypes,
      ...metadata,
    },
  },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    source: `${ec2}/API_CreateLaunchTemplate.html`,
    values: {
      name: {
        minLength: 3,
        maxLength: 128,
        pattern: "^[\\w().\\-/]*$",
        inWords: "letters, digits and ().-/_",
      },
      ...metadata,
    },
  },
  "aws:ec2/networkAclRule:NetworkAclRule": {
    source: `${ec2}/API_CreateNetworkAclEntry.html`,
    values: { ruleNumber: { minimum: 1, maximum: 32_766 }, ruleAction: { enum: ["allow", "deny"] } },
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    source: `${ec2}/API_CreateSecurityGroup.html`,
    values: {
      name: {
        maxLength: 255,
        pattern: "^(?!sg-)[a-zA-Z0-9 ._\\-:/()#,@[\\]+=&;{}!$*]*$",
        inWords: "letters of ASCII, digits, spaces and ._-:/()#,@[]+=&;{}!$* that do not begin with sg-",
      },
      "ingress[].fromPort": rule.fromPort,
      "ingress[].toPort": rule.toPort,
      "ingress[].protocol": { ...rule.ipProtocol, pattern: `${rule.ipProtocol.pattern}|^all$` },
      "egress[].fromPort": rule.fromPort,
      "egress[].toPort": rule.toPort,
      "egress[].protocol": { ...rule.ipProtocol, pattern: `${rule.ipProtocol.pattern}|^all$` },
    },
  },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
    source: `${ec2}/API_AuthorizeSecurityGroupEgress.html`,
    values: rule,
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
    source: `${ec2}/API_AuthorizeSecurityGroupIngress.html`,
    values: rule,
  },
  "aws:eks/accessEntry:AccessEntry": {
    source: `${eks}/API_CreateAccessEntry.html`,
    values: {
      type: {
        enum: [
          "STANDARD",
          "FARGATE_LINUX",
          "EC2_LINUX",
          "EC2_WINDOWS",
          "EC2",
          "HYBRID_LINUX",
          "HYPERPOD_LINUX",
        ],
      },
      "kubernetesGroups[]": ofSystem,
      userName: ofSystem,
      principalArn: {
        pattern: "^arn:[^:]+:iam::\\d{12}:(root$|role/|user/)",
        inWords: "ARNs of IAM roles and users",
      },
    },
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    source: `${eks}/API_AssociateAccessPolicy.html`,
    values: {
      policyArn: {
        pattern: "^arn:[^:]+:eks::aws:cluster-access-policy/",
        inWords: "ARNs of access policies of EKS",
      },
      "accessScope.type": { enum: ["cluster", "namespace"] },
    },
  },
  "aws:eks/cluster:Cluster": {
    source: `${eks}/API_CreateCluster.html`,
    values: {
      "enabledClusterLogTypes[]": {
        enum: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
      },
      "computeConfig.nodePools[]": {
        enum: ["general-purpose", "system"],
        source: `${docs}/eks/latest/userguide/set-builtin-node-pools.html`,
      },
      "encryptionConfig.resources[]": { enum: ["secrets"], source: `${eks}/API_EncryptionConfig.html` },
    },
  },
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    source: `${docs}/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html`,
    values: { authToken: { minLength: 16, maxLength: 128 } },
  },
  "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": {
    source: `${docs}/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html`,
    values: {
      minimumPasswordLength: { minimum: 6, maximum: 128 },
      maxPasswordAge: { minimum: 0, maximum: 1095 },
      passwordReusePrevention: { minimum: 0, maximum: 24 },
    },
  },
  "aws:iam/policy:Policy": {
    source: `${docs}/IAM/latest/APIReference/API_CreatePolicy.html`,
    values: { path },
  },
  "aws:iam/role:Role": { source: `${docs}/IAM/latest/APIReference/API_CreateRole.html`, values: { path } },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    source: `${docs}/IAM/latest/APIReference/API_AttachRolePolicy.html`,
    values: {
      policyArn: { pattern: "^arn:[^:]+:iam::(aws|\\d{12}):policy/", inWords: "ARNs of managed policies" },
    },
  },
  "aws:kinesis/stream:Stream": {
    source: `${docs}/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html`,
    values: { retentionPeriod: { minimum: 24, maximum: 8760 } },
  },
  "aws:kms/alias:Alias": {
    source: `${docs}/kms/latest/APIReference/API_CreateAlias.html`,
    values: {
      name: {
        pattern: "^alias/(?!aws/)[a-zA-Z0-9/_-]+$",
        inWords: "alias/ and letters, digits, /, _ and -, but not alias/aws/",
      },
    },
  },
  "aws:lambda/functionUrl:FunctionUrl": {
    source: `${lambda}/API_CreateFunctionUrlConfig.html`,
    values: {
      authorizationType: { enum: ["AWS_IAM", "NONE"] },
      invokeMode: { enum: ["BUFFERED", "RESPONSE_STREAM"] },
    },
  },
  "aws:lambda/permission:Permission": {
    source: `${lambda}/API_AddPermission.html`,
    values: { statementId: name("A-Za-z0-9_-", 100, "letters, digits, - and _") },
  },
  "aws:lb/listener:Listener": { source: `${elb}/API_CreateListener.html`, values: { port } },
  "aws:lb/loadBalancer:LoadBalancer": {
    source: `${elb}/API_CreateLoadBalancer.html`,
    values: {
      name: {
        pattern: "^(?!internal-)(?!-)[A-Za-z0-9-]{1,32}(?<!-)$",
        inWords:
          "1 to 32 letters, digits and hyphens that neither begin with internal- nor begin or end with a hyphen",
      },
      loadBalancerType: { enum: ["application", "network", "gateway"] },
      ipAddressType: { enum: ["ipv4", "dualstack", "dualstack-without-public-ipv4"] },
      idleTimeout: { minimum: 1, maximum: 4000 },
    },
  },
  "aws:lb/targetGroup:TargetGroup": {
    source: `${elb}/API_CreateTargetGroup.html`,
    values: {
      name: {
        pattern: "^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$",
        inWords: "1 to 32 letters, digits and hyphens that neither begin nor end with a hyphen",
      },
      targetType: { enum: ["instance", "ip", "lambda", "alb"] },
      deregistrationDelay: { minimum: 0, maximum: 3600 },
      ...healthCheck,
    },
  },
  "aws:rds/eventSubscription:EventSubscription": {
    source: `${rds}/API_CreateEventSubscription.html`,
    values: {
      sourceType: {
        enum: [
          "db-instance",
          "db-cluster",
          "db-parameter-group",
          "db-security-group",
          "db-snapshot",
          "db-cluster-snapshot",
          "db-proxy",
          "zero-etl",
          "custom-engine-version",
          "blue-green-deployment",
          "db-shard-group",
        ],
      },
    },
  },
  "aws:rds/instance:Instance": {
    source: `${rds}/API_CreateDBInstance.html`,
    values: {
      storageType: { enum: ["standard", "gp2", "gp3", "io1", "io2"] },
      allocatedStorage: { maximum: 65_536 },
      port: { minimum: 1150, maximum: 65_535 },
      promotionTier: { minimum: 0, maximum: 15 },
      backupWindow: {
        pattern: "^([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d$",
        inWords: "hh24:mi-hh24:mi",
      },
      maintenanceWindow: {
        pattern:
          "^([Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un):([01]\\d|2[0-3]):[0-5]\\d-([Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un):([01]\\d|2[0-3]):[0-5]\\d$",
        inWords: "ddd:hh24:mi-ddd:hh24:mi",
      },
      dbName: {
        pattern: "^[A-Za-z_][\\w]{0,63}$",
        inWords: "letters, digits and _ that do not begin with a digit",
      },
      networkType: { enum: ["IPV4", "DUAL"] },
      engine: {
        pattern:
          "^(aurora-mysql|aurora-postgresql|custom-(oracle|sqlserver)-.+|db2-(ae|se)|mariadb|mysql|neptune|docdb|oracle-(ee|se2)(-cdb)?|postgres|sqlserver-(dev-ee|ee|ex|se|web))$",
        inWords:
          "aurora-mysql, aurora-postgresql, db2-ae, db2-se, mariadb, mysql, oracle-ee, oracle-se2, postgres, sqlserver-ee, sqlserver-ex, sqlserver-se, sqlserver-web and custom engines",
      },
    },
  },
  "aws:rds/parameterGroup:ParameterGroup": {
    source: `${rds}/API_Parameter.html`,
    values: { "parameters[].applyMethod": { enum: ["immediate", "pending-reboot"] } },
  },
  "aws:rds/subnetGroup:SubnetGroup": {
    source: `${rds}/API_CreateDBSubnetGroup.html`,
    values: {
      name: {
        pattern: "^(?!default$)[a-z0-9 ._-]{1,255}$",
        inWords: "1 to 255 lower-case letters, digits, spaces, ., _ and -, but not default,",
      },
    },
  },
  "aws:route53/healthCheck:HealthCheck": {
    source: `${docs}/Route53/latest/APIReference/API_HealthCheckConfig.html`,
    values: { failureThreshold: { minimum: 1, maximum: 10 }, requestInterval: { enum: [10, 30] } },
  },
  "aws:route53/record:Record": {
    source: `${docs}/Route53/latest/APIReference/API_ResourceRecordSet.html`,
    values: {
      type: { enum: "A AAAA CAA CNAME DS HTTPS MX NAPTR NS PTR SOA SPF SRV SSHFP SVCB TLSA TXT".split(" ") },
      ttl: { minimum: 0, maximum: 2_147_483_647 },
    },
  },
  "aws:s3/bucket:Bucket": {
    source: `${s3}/userguide/bucketnamingrules.html`,
    values: {
      bucket: {
        pattern: "^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3)$).*$",
        inWords:
          "names that neither begin with xn--, sthree- or amzn-s3-demo- nor end with -s3alias, --ol-s3, .mrap, --x-s3 or --table-s3",
      },
    },
  },
  "aws:s3/bucketVersioning:BucketVersioning": {
    source: `${s3}/API/API_VersioningConfiguration.html`,
    values: { "versioningConfiguration.status": { enum: ["Enabled", "Suspended", "Disabled"] } },
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    source: `${docs}/secretsmanager/latest/apireference/API_PutSecretValue.html`,
    values: { secretString: { maxLength: 65_536 } },
  },
  "aws:sns/topic:Topic": {
    source: `${docs}/sns/latest/api/API_CreateTopic.html`,
    values: {
      name: {
        pattern: "^[A-Za-z0-9_-]{1,256}$|^[A-Za-z0-9_-]{1,251}\\.fifo$",
        inWords: "1 to 256 letters, digits, - and _, and .fifo at the end of a FIFO topic's name,",
      },
    },
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    source: `${docs}/sns/latest/api/API_Subscribe.html`,
    values: {
      protocol: { enum: "http https email email-json sms sqs application lambda firehose".split(" ") },
    },
  },
};
