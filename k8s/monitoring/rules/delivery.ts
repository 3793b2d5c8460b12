import type { RuleGroup, RuleOptions } from "./rule";

/** Rules on rollouts and migrations. */
export function delivery({ namespace }: RuleOptions): RuleGroup {
  const of = `job="kube-state-metrics",namespace="${namespace}"`;
  return {
    name: "gallery-delivery",
    rules: [
      {
        alert: "RolloutStuck",
        expr: `kube_deployment_status_condition{${of},condition="Progressing",status="false"} == 1`,
        for: "1m",
        severity: "warning",
        summary:
          "The rollout of {{ $labels.deployment }} makes no progress; the previous version keeps serving.",
        dashboard: "delivery",
      },
      {
        alert: "MigrationFailed",
        expr: `kube_job_failed{${of},job_name=~"migrate-.+",condition="true"} == 1`,
        severity: "critical",
        summary: "The database migration {{ $labels.job_name }} failed: the new version was not rolled out.",
        dashboard: "delivery",
      },
      {
        alert: "SeveralVersionsRunning",
        expr: 'count by (job) (count by (job, version) (gallery_build_info{job=~"gallery-.+"})) > 1',
        for: "30m",
        severity: "warning",
        summary:
          "{{ $value }} versions of {{ $labels.job }} have been running at the same time for half an hour.",
        dashboard: "delivery",
      },
    ],
  };
}
