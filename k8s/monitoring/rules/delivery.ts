import type { RuleGroup, RuleOptions } from "./rule";
import { formatDuration } from "./timing";

/** Rules on rollouts and migrations. */
export function delivery({ namespace, releases }: RuleOptions): RuleGroup {
  // During a release step by step, two versions run for longer than during a rolling update.
  const versionsSeconds = Math.max(1_800, 2 * (releases?.totalSeconds ?? 0));
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
        for: formatDuration(versionsSeconds),
        severity: "warning",
        summary: `{{ $value }} versions of {{ $labels.job }} have been running at the same time for ${versionsSeconds === 1_800 ? "half an hour" : formatDuration(versionsSeconds)}.`,
        dashboard: "delivery",
      },
    ],
  };
}
