/** Rules on the requests to applications beside the gallery, and the alerts that need no objective. */
import { buildMeasured, getApplicationRequests } from "./indicators";
import { buildObjectiveRules } from "./objectives";
import { ofApplications } from "./recorded";
import { recordRoutes } from "./routes";
import type { Alert, MonitoredApplication, RuleGroup, RuleOptions } from "./rule";
import { findJobsWithoutTargets } from "./targets";
import type { Timing } from "./timing";

const dashboard = "applications";

/** Builds a group of rules on all applications, and one for each application with objectives. Without applications, there are none. */
export function buildApplicationGroups({ applications = [], timing }: RuleOptions): readonly RuleGroup[] {
  if (applications.length === 0) return [];
  const serving = applications.filter(({ serves }) => serves).map(({ name }) => name);
  return [
    {
      name: "applications-red",
      rules: [
        ...(serving.length > 0
          ? recordRoutes(getApplicationRequests(...serving), ofApplications, timing)
          : []),
        alertOnMissingPods(applications),
      ],
    },
    ...applications.flatMap((application) => buildObjectiveGroup(application, timing)),
  ];
}

function buildObjectiveGroup({ name, objectives }: MonitoredApplication, timing: Timing): RuleGroup[] {
  if (objectives === undefined) return [];
  const { methods = [] } = objectives;
  const timed = methods.length === 0 ? undefined : `method=~"${methods.join("|")}"`;
  const requests = { ...getApplicationRequests(name), timed };
  const subject = {
    requests,
    objectives,
    recorded: ofApplications,
    job: name,
    alerts: { errors: "ApplicationErrors", slow: "ApplicationSlowRequests" },
    nouns: {
      all: "requests to {{ $labels.job }}",
      timed: `${methods.length === 0 ? "" : `${methods.join(" and ")} `}requests to {{ $labels.job }}`,
    },
    dashboard,
  } as const;
  const unmeasured: Alert = {
    alert: "ApplicationUnmeasured",
    expr: `count by (job) (up{job="${name}"} == 1) unless on (job) ${buildMeasured(requests, objectives.latencySeconds)}`,
    for: "1h",
    severity: "warning",
    summary:
      "{{ $labels.job }} does not export the histogram of its requests that its objectives need: their alerts cannot fire.",
    dashboard,
  };
  const rules = [...buildObjectiveRules(subject, timing), unmeasured];
  // Rules of several applications have the same name, so the label must tell them apart.
  return [
    { name: `application-${name}-slo`, rules: rules.map((rule) => ({ ...rule, labels: { job: name } })) },
  ];
}

/** Longer than for the gallery: the rules of a new application may exist before its first image is pulled on a new node. */
function alertOnMissingPods(applications: readonly MonitoredApplication[]): Alert {
  return {
    alert: "ApplicationDown",
    expr: findJobsWithoutTargets(...applications.map(({ name }) => name)),
    for: "5m",
    severity: "critical",
    summary:
      "Prometheus cannot scrape any pod of {{ $labels.job }}: the application is down, or cannot be monitored.",
    dashboard,
  };
}
