/** Documented refusals of alarms, logs, images, builds, budgets, certificates and records. */
import { policy, type RefusalTable, text } from "./table";

const cloudWatch = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference";
const logs = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference";
const ecr = "https://docs.aws.amazon.com/AmazonECR/latest/APIReference";
const rules = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html";
const codeBuild = "https://docs.aws.amazon.com/codebuild/latest/APIReference";
const route53 = "https://docs.aws.amazon.com/Route53/latest";
const budgets = "https://docs.aws.amazon.com/aws-cost-management/latest/APIReference";
const alarm = {
  name: "errors",
  comparisonOperator: "GreaterThanThreshold",
  evaluationPeriods: 3,
  metricName: "Errors",
  namespace: "AWS/Lambda",
  period: 60,
  statistic: "Sum",
  threshold: 1,
};
const expire = (selection: Record<string, unknown>, rulePriority = 1) => ({ rulePriority, selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 10, ...selection }, action: { type: "expire" } });
const lifecycle = (...all: unknown[]) => ({ policy: JSON.stringify({ rules: all }) });
const notification = {
  comparisonOperator: "GREATER_THAN",
  threshold: 80,
  thresholdType: "PERCENTAGE",
  notificationType: "ACTUAL",
  subscriberEmailAddresses: ["ops@shop.example"],
};

export const monitoring: readonly RefusalTable[] = [
  {
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    source: `${cloudWatch}/API_PutMetricAlarm.html`,
    valid: alarm,
    rows: [
      { kind: "number out of its range", title: "a period of 45 seconds", refused: { period: 45 }, accepted: { period: 30 }, names: "period" },
      { kind: "number out of its range", title: "a period of 90 seconds", refused: { period: 90 }, accepted: { period: 120 }, names: "period" },
      { kind: "number out of its range", title: "no period at all", refused: { evaluationPeriods: 0 }, accepted: { evaluationPeriods: 1 }, names: "evaluationPeriods" },
      { kind: "inputs contradict each other", title: "25 hours of periods of five minutes", refused: { period: 300, evaluationPeriods: 300 }, accepted: { period: 300, evaluationPeriods: 288 }, names: "evaluationPeriods" },
      { kind: "inputs contradict each other", title: "more data points than periods", refused: { datapointsToAlarm: 4 }, accepted: { datapointsToAlarm: 3 }, names: "datapointsToAlarm", source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html" },
      { kind: "inputs contradict each other", title: "a statistic and a percentile", refused: { extendedStatistic: "p99" }, accepted: { statistic: undefined, extendedStatistic: "p99" }, names: "extendedStatistic" },
      { kind: "not in the list of values", title: "an unknown operator", refused: { comparisonOperator: "MoreThan" }, accepted: { comparisonOperator: "LessThanThreshold" }, names: "comparisonOperator" },
      { kind: "not in the list of values", title: "an unknown treatment of missing data", refused: { treatMissingData: "ignored" }, accepted: { treatMissingData: "ignore" }, names: "treatMissingData" },
      { kind: "text not allowed", title: "a percentile over 100", refused: { statistic: undefined, extendedStatistic: "p101" }, accepted: { statistic: undefined, extendedStatistic: "p99.9" }, names: "extendedStatistic" },
      { kind: "required input missing", title: "an alarm without a metric", refused: { metricName: undefined }, accepted: {}, names: "metricName" },
      {
        kind: "number out of its range",
        title: "six actions",
        refused: { alarmActions: Array.from({ length: 6 }, (_, index) => `arn:aws:sns:us-east-1:111122223333:topic-${index}`) },
        accepted: { alarmActions: Array.from({ length: 5 }, (_, index) => `arn:aws:sns:us-east-1:111122223333:topic-${index}`) },
        names: "alarmActions",
      },
      { kind: "text not allowed", title: "an action that is no ARN", refused: { alarmActions: ["alerts"] }, accepted: { alarmActions: ["<topic.arn>"] }, names: "alarmActions" },
    ],
  },
  {
    type: "aws:cloudwatch/logGroup:LogGroup",
    source: `${logs}/API_CreateLogGroup.html`,
    valid: { name: "/shop/orders" },
    rows: [
      { kind: "not in the list of values", title: "logs for eight days", refused: { retentionInDays: 8 }, accepted: { retentionInDays: 7 }, names: "retentionInDays", source: `${logs}/API_PutRetentionPolicy.html` },
      { kind: "text not allowed", title: "a name with a space", refused: { name: "/shop/new orders" }, accepted: { name: "/shop/new_orders" }, names: "name" },
      { kind: "text not allowed", title: "a name that AWS keeps", refused: { name: "aws/orders" }, accepted: { name: "/aws/orders" }, names: "name" },
      { kind: "conflict with another resource", title: "two log groups of one name", refused: { name: "/shop/api" }, accepted: {}, names: "/shop/api" },
      { kind: "not in the list of values", title: "an unknown class of logs", refused: { logGroupClass: "COLD" }, accepted: { logGroupClass: "INFREQUENT_ACCESS" }, names: "logGroupClass" },
    ],
  },
  {
    type: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    source: `${logs}/API_PutMetricFilter.html`,
    valid: { name: "errors", logGroupName: "/shop/api", pattern: "ERROR", metricTransformation: { name: "Errors", namespace: "Shop", value: "1" } },
    rows: [
      { kind: "text not allowed", title: "a pattern of 1,025 characters", refused: { pattern: text(1025) }, accepted: { pattern: text(1024) }, names: "pattern" },
      { kind: "text not allowed", title: "a colon in a filter's name", refused: { name: "errors:5xx" }, accepted: { name: "errors-5xx" }, names: "name" },
    ],
  },
  {
    type: "aws:cloudwatch/dashboard:Dashboard",
    source: `${cloudWatch}/API_PutDashboard.html`,
    valid: { dashboardName: "shop", dashboardBody: '{"widgets":[]}' },
    rows: [
      { kind: "document not accepted", title: "a dashboard that is no JSON", refused: { dashboardBody: "widgets" }, accepted: {}, names: "dashboardBody" },
      { kind: "text not allowed", title: "a dashboard's name with a space", refused: { dashboardName: "the shop" }, accepted: { dashboardName: "the_shop" }, names: "dashboardName" },
    ],
  },
  {
    type: "aws:ecr/repository:Repository",
    source: `${ecr}/API_CreateRepository.html`,
    valid: { name: "shop/orders" },
    rows: [
      { kind: "text not allowed", title: "a capital letter in a repository's name", refused: { name: "shop/Orders" }, accepted: {}, names: "name" },
      { kind: "text not allowed", title: "a repository's name of one character", refused: { name: "a" }, accepted: { name: "ab" }, names: "name" },
      { kind: "not in the list of values", title: "unknown mutability of tags", refused: { imageTagMutability: "FIXED" }, accepted: { imageTagMutability: "IMMUTABLE" }, names: "imageTagMutability" },
      { kind: "conflict with another resource", title: "two repositories of one name", refused: { name: "shop/api" }, accepted: {}, names: "shop/api" },
    ],
  },
  {
    type: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    source: rules,
    valid: { repository: "<repository.name>", ...lifecycle(expire({})) },
    rows: [
      { kind: "document not accepted", title: "two rules of one priority", refused: lifecycle(expire({ tagStatus: "untagged" }), expire({})), accepted: lifecycle(expire({ tagStatus: "untagged" }), expire({}, 2)), names: "rulePriority" },
      { kind: "document not accepted", title: "a rule for any image before others", refused: lifecycle(expire({}), expire({ tagStatus: "untagged" }, 2)), accepted: lifecycle(expire({}, 2), expire({ tagStatus: "untagged" }, 1)), names: "any" },
      { kind: "document not accepted", title: "tagged images without their tags", refused: lifecycle(expire({ tagStatus: "tagged" })), accepted: lifecycle(expire({ tagStatus: "tagged", tagPrefixList: ["v"] })), names: "tagPrefixList" },
      { kind: "document not accepted", title: "days without their unit", refused: lifecycle(expire({ countType: "sinceImagePushed" })), accepted: lifecycle(expire({ countType: "sinceImagePushed", countUnit: "days" })), names: "countUnit" },
      { kind: "document not accepted", title: "an unknown way to count", refused: lifecycle(expire({ countType: "olderThan" })), accepted: {}, names: "countType" },
    ],
  },
  {
    type: "aws:ecr/repositoryPolicy:RepositoryPolicy",
    source: `${ecr}/API_SetRepositoryPolicy.html`,
    valid: { repository: "<repository.name>", policy: policy({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "ecr:BatchGetImage" }) },
    rows: [
      { kind: "document not accepted", title: "a repository's policy that is no JSON", refused: { policy: "pull" }, accepted: {}, names: "policy" },
      { kind: "reference to nothing", title: "a policy of a repository that does not exist", refused: { repository: "shop/nothing" }, accepted: {}, names: "repository" },
    ],
  },
  {
    type: "aws:codebuild/project:Project",
    source: `${codeBuild}/API_CreateProject.html`,
    valid: { name: "orders", serviceRole: "<build-role.arn>", artifacts: { type: "NO_ARTIFACTS" }, environment: { computeType: "BUILD_GENERAL1_SMALL", image: "aws/codebuild/amazonlinux-x86_64-standard:5.0", type: "LINUX_CONTAINER" }, source: { type: "NO_SOURCE", buildspec: "version: 0.2" } },
    rows: [
      { kind: "number out of its range", title: "builds of four minutes", refused: { buildTimeout: 4 }, accepted: { buildTimeout: 5 }, names: "buildTimeout" },
      { kind: "number out of its range", title: "builds of 37 hours", refused: { buildTimeout: 2220 }, accepted: { buildTimeout: 2160 }, names: "buildTimeout" },
      { kind: "text not allowed", title: "a name of one character", refused: { name: "a" }, accepted: { name: "ab" }, names: "name" },
      { kind: "not in the list of values", title: "an unknown source", refused: { source: { type: "GIT", location: "https://git.shop.example/orders.git" } }, accepted: { source: { type: "GITHUB", location: "https://github.com/shop/orders.git" } }, names: "source", source: `${codeBuild}/API_ProjectSource.html` },
      { kind: "required input missing", title: "no source and no buildspec", refused: { source: { type: "NO_SOURCE" } }, accepted: {}, names: "buildspec", source: `${codeBuild}/API_ProjectSource.html` },
    ],
  },
  {
    type: "aws:budgets/budget:Budget",
    source: `${budgets}/API_budgets_Budget.html`,
    valid: { name: "shop", budgetType: "COST", limitAmount: "100", limitUnit: "USD", timeUnit: "MONTHLY", notifications: [notification] },
    rows: [
      { kind: "not in the list of values", title: "a budget for a week", refused: { timeUnit: "WEEKLY" }, accepted: { timeUnit: "QUARTERLY" }, names: "timeUnit" },
      { kind: "text not allowed", title: "a colon in a budget's name", refused: { name: "shop:dev" }, accepted: { name: "shop-dev" }, names: "name" },
      {
        kind: "number out of its range",
        title: "11 recipients of a notification",
        refused: {
          notifications: [
            {
              ...notification,
              subscriberEmailAddresses: Array.from({ length: 11 }, (_, index) => `ops${index}@shop.example`),
            },
          ],
        },
        accepted: {
          notifications: [
            {
              ...notification,
              subscriberEmailAddresses: Array.from({ length: 10 }, (_, index) => `ops${index}@shop.example`),
            },
          ],
        },
        names: "subscriberEmailAddresses",
        source: `${budgets}/API_budgets_NotificationWithSubscribers.html`,
      },
    ],
  },
  {
    type: "aws:acm/certificate:Certificate",
    source: "https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html",
    valid: { domainName: "shop.example", validationMethod: "DNS" },
    rows: [
      { kind: "text not allowed", title: "a wildcard inside a domain", refused: { domainName: "www.*.shop.example" }, accepted: { domainName: "*.shop.example" }, names: "domainName" },
      { kind: "not in the list of values", title: "an unknown validation", refused: { validationMethod: "PHONE" }, accepted: { validationMethod: "EMAIL" }, names: "validationMethod" },
    ],
  },
  {
    type: "aws:route53/record:Record",
    source: `${route53}/APIReference/API_ResourceRecordSet.html`,
    valid: { zoneId: "Z0123456789ABCDEFGHIJ", name: "www.shop.example", type: "A", ttl: 300, records: ["203.0.113.7"] },
    rows: [
      { kind: "not in the list of values", title: "an unknown type of record", refused: { type: "ALIAS" }, accepted: {}, names: "type" },
      { kind: "required input missing", title: "records without a time to live", refused: { ttl: undefined }, accepted: {}, names: "ttl" },
      { kind: "text not allowed", title: "a name in a record of addresses", refused: { records: ["web.shop.example"] }, accepted: {}, names: "records", source: `${route53}/DeveloperGuide/ResourceRecordTypes.html` },
      { kind: "inputs contradict each other", title: "two values of a CNAME", refused: { type: "CNAME", records: ["a.shop.example", "b.shop.example"] }, accepted: { type: "CNAME", records: ["a.shop.example"] }, names: "records", source: `${route53}/DeveloperGuide/ResourceRecordTypes.html` },
      { kind: "required input missing", title: "a weighted record without its identifier", refused: { weightedRoutingPolicies: [{ weight: 10 }] }, accepted: { weightedRoutingPolicies: [{ weight: 10 }], setIdentifier: "blue" }, names: "setIdentifier" },
    ],
  },
];
