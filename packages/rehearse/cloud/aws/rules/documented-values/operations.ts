/** Constraints of single inputs of monitoring, messages, functions, buckets, builds and budgets. */
import { docs } from "../messages";
import { type DocumentedValues, name } from "./constraints";

const s3 = `${docs}/AmazonS3/latest`;
const lambda = `${docs}/lambda/latest/api`;

export const operations: Readonly<Record<string, DocumentedValues>> = {
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
  "aws:kinesis/stream:Stream": {
    source: `${docs}/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html`,
    values: { retentionPeriod: { minimum: 24, maximum: 8760 } },
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
  "aws:sns/topic:Topic": {
    source: `${docs}/sns/latest/api/API_CreateTopic.html`,
    values: {
      name: {
        pattern: "^[A-Za-z0-9_-]{1,256}$|^[A-Za-z0-9_-]{1,251}\\.fifo$",
        inWords: "1 to 256 letters, digits, - and _, and .fifo at the end of a FIFO topic's name,",
      },
      signatureVersion: { minimum: 1, maximum: 2 },
      tracingConfig: { enum: ["Active", "PassThrough"] },
    },
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    source: `${docs}/sns/latest/api/API_Subscribe.html`,
    values: {
      protocol: { enum: "http https email email-json sms sqs application lambda firehose".split(" ") },
    },
  },
};
