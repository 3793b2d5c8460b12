/** Rules of alarms, dashboards, image repositories, builds and DNS records. */
import { IPv4, IPv6 } from "ipaddr.js";
import type { Rule } from "../../package";
import type { Properties } from "../../resource-type";
import { docs, isGiven, objectAt, objectsAt, parsed, problemsOf, textsAt, wrong } from "./messages";
import { documentProblems } from "./policy-documents";

const cloudWatch = `${docs}/AmazonCloudWatch/latest/APIReference`;
const day = 86_400;

const alarm: Rule = ({ inputs }) => {
  const {
    period,
    evaluationPeriods,
    datapointsToAlarm,
    statistic,
    extendedStatistic,
    metricName,
    metricQueries,
  } = inputs;
  const source = `${cloudWatch}/API_PutMetricAlarm.html`;
  const seconds = Number(period);
  const total = seconds * Number(evaluationPeriods);
  const longest = seconds < 3600 ? day : 7 * day;
  const isByMetric = !isGiven(metricQueries) && !isGiven(inputs.evaluationCriteria);
  const notAnArn = ["alarmActions", "okActions", "insufficientDataActions"].flatMap((name) =>
    textsAt(inputs[name])
      .filter((action) => !action.startsWith("arn:"))
      .map((action) => wrong(name, action, "ARNs are allowed", source)),
  );
  return [
    ...notAnArn,
    ...problemsOf(
      isByMetric &&
        !isGiven(metricName) &&
        wrong("metricName", undefined, "metricName or metricQueries is needed", source),
      isByMetric &&
        !isGiven(period) &&
        isGiven(metricName) &&
        wrong("period", undefined, "an alarm of a metric needs it", source),
      isGiven(metricName) &&
        isGiven(metricQueries) &&
        wrong("metricQueries", metricQueries, "either it or metricName is allowed", source),
      isGiven(period) &&
        ![10, 20, 30].includes(seconds) &&
        (seconds % 60 !== 0 || seconds < 10) &&
        wrong("period", period, "10, 20, 30 and multiples of 60 are allowed", source),
      isGiven(period) &&
        total > longest &&
        wrong(
          "evaluationPeriods",
          evaluationPeriods,
          `at most ${Math.floor(longest / seconds)} periods of ${period} s are allowed`,
          source,
        ),
      Number(datapointsToAlarm) > Number(evaluationPeriods) &&
        wrong(
          "datapointsToAlarm",
          datapointsToAlarm,
          `at most evaluationPeriods, ${evaluationPeriods}, are allowed`,
          `${docs}/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html`,
        ),
      isGiven(statistic) &&
        isGiven(extendedStatistic) &&
        wrong("extendedStatistic", extendedStatistic, "either it or statistic is allowed", source),
      isByMetric &&
        isGiven(metricName) &&
        !isGiven(statistic) &&
        !isGiven(extendedStatistic) &&
        wrong("statistic", undefined, "statistic or extendedStatistic is needed", source),
    ),
  ];
};

const dashboard: Rule = ({ inputs }) =>
  problemsOf(
    !Array.isArray(objectAt(parsed(inputs.dashboardBody)).widgets) &&
      wrong(
        "dashboardBody",
        inputs.dashboardBody,
        "a JSON object with widgets is allowed",
        `${cloudWatch}/API_PutDashboard.html`,
      ),
  );

const lifecyclePage = `${docs}/AmazonECR/latest/userguide/lifecycle_policy_parameters.html`;
const countTypes = ["imageCountMoreThan", "sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned"];

function selectionProblems(rule: Properties, at: string): string[] {
  const { tagStatus, tagPrefixList, tagPatternList, countType, countUnit, countNumber } = objectAt(
    rule.selection,
  );
  const hasTags = isGiven(tagPrefixList) || isGiven(tagPatternList);
  return problemsOf(
    !["tagged", "untagged", "any"].includes(String(tagStatus)) &&
      wrong(`${at}.tagStatus`, tagStatus, "tagged, untagged and any are allowed", lifecyclePage),
    tagStatus === "tagged" &&
      !hasTags &&
      wrong(
        `${at}.tagPrefixList`,
        undefined,
        "tagged images need tagPrefixList or tagPatternList",
        lifecyclePage,
      ),
    tagStatus !== "tagged" &&
      hasTags &&
      wrong(
        `${at}.tagPrefixList`,
        tagPrefixList ?? tagPatternList,
        "only tagged images have it",
        lifecyclePage,
      ),
    !countTypes.includes(String(countType)) &&
      wrong(`${at}.countType`, countType, `${countTypes.join(", ")} are allowed`, lifecyclePage),
    String(countType).startsWith("since") &&
      countUnit !== "days" &&
      wrong(`${at}.countUnit`, countUnit, '"days" is needed', lifecyclePage),
    countType === "imageCountMoreThan" &&
      isGiven(countUnit) &&
      wrong(`${at}.countUnit`, countUnit, "a number of images has no unit", lifecyclePage),
    !(Number(countNumber) >= 1) &&
      wrong(`${at}.countNumber`, countNumber, "at least 1 is allowed", lifecyclePage),
  );
}

const imageLifecycle: Rule = ({ inputs }) => {
  const document = objectAt(parsed(inputs.policy));
  const rules = objectsAt(document.rules);
  if (rules.length === 0)
    return [wrong("policy", inputs.policy, "JSON with rules is allowed", lifecyclePage)];
  const priorities = rules.map(({ rulePriority }) => Number(rulePriority));
  const twice = priorities.find((priority, index) => priorities.indexOf(priority) !== index);
  const any = rules.filter(({ selection }) => objectAt(selection).tagStatus === "any");
  const early = any.find(({ rulePriority }) => Number(rulePriority) < Math.max(...priorities));
  return [
    ...problemsOf(
      twice !== undefined && wrong("policy rulePriority", twice, "each rule has another one", lifecyclePage),
      twice === undefined &&
        early &&
        wrong(
          'policy rulePriority of the rule for "any"',
          early.rulePriority,
          "the highest number of all rules is allowed",
          lifecyclePage,
        ),
      any.length > 1 && wrong('policy rules for "any"', any.length, "one is allowed", lifecyclePage),
    ),
    ...rules.flatMap((rule, index) => selectionProblems(rule, `policy rules[${index}].selection`)),
  ];
};

const build: Rule = ({ inputs }) => {
  const { type, buildspec, location } = objectAt(inputs.source);
  const source = `${docs}/codebuild/latest/APIReference/API_ProjectSource.html`;
  return problemsOf(
    type === "NO_SOURCE" &&
      !isGiven(buildspec) &&
      wrong("source.buildspec", undefined, "NO_SOURCE needs it", source),
    !["NO_SOURCE", "CODEPIPELINE"].includes(String(type)) &&
      !isGiven(location) &&
      wrong("source.location", undefined, `${type} needs it`, source),
  );
};

const routing = [
  "cidrRoutingPolicy",
  "failoverRoutingPolicies",
  "geolocationRoutingPolicies",
  "geoproximityRoutingPolicy",
  "latencyRoutingPolicies",
  "multivalueAnswerRoutingPolicy",
  "weightedRoutingPolicies",
];

const record: Rule = ({ inputs }) => {
  const { type, ttl, aliases, setIdentifier, name } = inputs;
  const records = textsAt(inputs.records);
  const set = `${docs}/Route53/latest/APIReference/API_ResourceRecordSet.html`;
  const kinds = `${docs}/Route53/latest/DeveloperGuide/ResourceRecordTypes.html`;
  const policies = routing.filter((each) => isGiven(inputs[each]) && inputs[each] !== false);
  const noAddress = records.find((each) =>
    type === "A" ? !IPv4.isValidFourPartDecimal(each) : type === "AAAA" && !IPv6.isValid(each),
  );
  return problemsOf(
    isGiven(aliases) === records.length > 0 &&
      wrong("records", inputs.records, "either records or aliases are needed", set),
    records.length > 0 && !isGiven(ttl) && wrong("ttl", ttl, "records need it", set),
    isGiven(aliases) && isGiven(ttl) && wrong("ttl", ttl, "an alias has the one of its target", set),
    noAddress !== undefined &&
      wrong(
        "records",
        noAddress,
        `${type === "A" ? "IPv4" : "IPv6"} addresses are allowed for the type ${type}`,
        kinds,
      ),
    type === "CNAME" && records.length > 1 && wrong("records", records, "a CNAME has one value", kinds),
    policies.length > 0 &&
      !isGiven(setIdentifier) &&
      wrong("setIdentifier", setIdentifier, `${policies.join(", ")} need it`, set),
    policies.length === 0 &&
      isGiven(setIdentifier) &&
      wrong("setIdentifier", setIdentifier, `one of ${routing.join(", ")} is needed with it`, set),
    String(name).length > 255 && wrong("name", name, "at most 255 characters are allowed", set),
  );
};

export const rules: Readonly<Record<string, Rule>> = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": alarm,
  "aws:cloudwatch/dashboard:Dashboard": dashboard,
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": imageLifecycle,
  "aws:ecr/repositoryPolicy:RepositoryPolicy": ({ inputs }) =>
    documentProblems("policy", inputs.policy, {
      principal: "always",
      resource: "optional",
      services: ["ecr"],
    }),
  "aws:codebuild/project:Project": build,
  "aws:route53/record:Record": record,
};
