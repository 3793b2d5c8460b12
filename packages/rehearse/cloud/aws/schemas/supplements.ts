/** What AWS's API documentation says about one property and its resource schema does not. */
import type { Schema } from "./data";

/** Constraints of one property, with the page that states them; or only words for what the schema says. */
export type Supplement = (Schema & { readonly source: string }) | { readonly inWords: string };

const reference = "https://docs.aws.amazon.com";

const ruleDescriptionInWords = "letters of ASCII, digits, spaces and ._-:/()#,@[]+=&;{}!$*";

/** A description of a rule. EC2 has the same constraint for rules with a group, a block and a prefix list. */
const ruleDescription: Supplement = {
  maxLength: 255,
  pattern: "^[a-zA-Z0-9 ._\\-:/()#,@[\\]+=&;{}!$*]*$",
  inWords: ruleDescriptionInWords,
  source: `${reference}/AWSEC2/latest/APIReference/API_IpRange.html`,
};

/** By resource type and property of CloudFormation. */
const supplements: Readonly<Record<string, Readonly<Record<string, Supplement>>>> = {
  "AWS::CertificateManager::Certificate": {
    DomainName: {
      minLength: 1,
      maxLength: 253,
      pattern: "^(\\*\\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])$",
      inWords: "a DNS name, which may begin with *.",
      source: `${reference}/acm/latest/APIReference/API_RequestCertificate.html`,
    },
  },
  "AWS::CloudWatch::Alarm": {
    Namespace: {
      minLength: 1,
      maxLength: 255,
      pattern: "^[^:\n\r].*$",
      inWords: "1 to 255 characters in one line, not beginning with a colon",
      source: `${reference}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html`,
    },
  },
  "AWS::CodeBuild::Project": {
    Description: {
      maxLength: 255,
      source: `${reference}/codebuild/latest/APIReference/API_CreateProject.html`,
    },
    Name: {
      pattern: "^[A-Za-z0-9][A-Za-z0-9\\-_]{1,149}$",
      inWords: "2 to 150 letters, digits, - and _",
      source: `${reference}/codebuild/latest/APIReference/API_CreateProject.html`,
    },
  },
  "AWS::EC2::FlowLog": {
    MaxAggregationInterval: {
      enum: [60, 600],
      source: `${reference}/AWSEC2/latest/APIReference/API_CreateFlowLogs.html`,
    },
  },
  "AWS::EC2::SecurityGroup": {
    // The schema has the pattern; these are the words for it.
    GroupDescription: { inWords: ruleDescriptionInWords },
  },
  "AWS::EC2::SecurityGroupEgress": { Description: ruleDescription },
  "AWS::EC2::SecurityGroupIngress": { Description: ruleDescription },
  "AWS::IAM::ManagedPolicy": {
    ManagedPolicyName: {
      minLength: 1,
      maxLength: 128,
      pattern: "^[\\w+=,.@-]+$",
      inWords: "letters, digits and _+=,.@-",
      source: `${reference}/IAM/latest/APIReference/API_CreatePolicy.html`,
    },
  },
  "AWS::Lambda::Permission": {
    Principal: {
      pattern: "^[^\\s]+$",
      inWords: "no white space",
      source: `${reference}/lambda/latest/api/API_AddPermission.html`,
    },
  },
  "AWS::RDS::DBInstance": {
    BackupRetentionPeriod: {
      maximum: 35,
      source: `${reference}/AmazonRDS/latest/APIReference/API_CreateDBInstance.html`,
    },
    MasterUserPassword: {
      minLength: 8,
      maxLength: 128,
      pattern: '^[^/"@ ]*$',
      inWords: 'printable characters of ASCII except "/", "@", a quote and a space',
      source: `${reference}/AmazonRDS/latest/APIReference/API_CreateDBInstance.html`,
    },
    MonitoringInterval: {
      enum: [0, 1, 5, 10, 15, 30, 60],
      source: `${reference}/AmazonRDS/latest/APIReference/API_CreateDBInstance.html`,
    },
  },
  "AWS::S3::Bucket": {
    BucketName: {
      minLength: 3,
      pattern: "^(?!.*\\.\\.)(?!\\d+\\.\\d+\\.\\d+\\.\\d+$)[a-z0-9][a-z0-9.-]*[a-z0-9]$",
      inWords: "lower-case letters, digits, hyphens and single dots, and no IP address",
      source: `${reference}/AmazonS3/latest/userguide/bucketnamingrules.html`,
    },
  },
  "AWS::SQS::Queue": {
    QueueName: {
      pattern: "^[\\w-]{1,80}$|^[\\w-]{1,75}\\.fifo$",
      inWords: "1 to 80 letters, digits, - and _",
      source: `${reference}/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html`,
    },
  },
  "AWS::SecretsManager::Secret": {
    Name: {
      minLength: 1,
      pattern: "^[\\w/+=.@-]*$",
      inWords: "letters, digits and /_+=.@-",
      source: `${reference}/secretsmanager/latest/apireference/API_CreateSecret.html`,
    },
  },
  "AWS::SSM::Parameter": {
    // CloudFormation cannot create secure strings.
    Type: {
      enum: ["String", "StringList", "SecureString"],
      source: `${reference}/systems-manager/latest/APIReference/API_PutParameter.html`,
    },
  },
};

/** The supplement of a property; undefined where the schema says everything. */
export function supplementOf(name: string, property: string): Supplement | undefined {
  return supplements[name]?.[property];
}

/** All supplements, for the test that each stands at a property and has a source. */
export function allSupplements() {
  return Object.entries(supplements).flatMap(([name, properties]) =>
    Object.entries(properties).map(([property, supplement]) => ({ name, property, supplement })),
  );
}
