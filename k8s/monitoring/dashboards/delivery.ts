import type { DashboardSpec } from "./spec";

export const delivery: DashboardSpec = {
  name: "delivery",
  title: "Delivery",
  description: "Which version runs, and is the last deployment complete?",
  panels: [
    {
      title: "Which version runs?",
      description: "Pods by version. An alert fires if two versions run for more than half an hour.",
      queries: [
        {
          expr: 'count by (job, version, commit) (gallery_build_info{job=~"gallery-.+"})',
          legend: "{{job}} {{version}} ({{commit}})",
        },
      ],
      unit: "short",
      alerts: ["SeveralVersionsRunning"],
    },
    {
      title: "Does the rollout make progress?",
      description: "Number of desired, updated and available pods.",
      queries: [
        { expr: 'kube_deployment_spec_replicas{job="kube-state-metrics"}', legend: "{{deployment}} wanted" },
        {
          expr: 'kube_deployment_status_replicas_updated{job="kube-state-metrics"}',
          legend: "{{deployment}} newest",
        },
        {
          expr: 'kube_deployment_status_replicas_available{job="kube-state-metrics"}',
          legend: "{{deployment}} available",
        },
      ],
      unit: "short",
      alerts: ["RolloutStuck"],
    },
    {
      title: "Did the migrations succeed?",
      description: "1: the Job failed.",
      queries: [
        {
          expr: 'kube_job_failed{job="kube-state-metrics",job_name=~"migrate-.+",condition="true"}',
          legend: "{{namespace}}/{{job_name}}",
        },
      ],
      unit: "short",
      threshold: { value: 1 },
      alerts: ["MigrationFailed"],
    },
    {
      title: "Are users affected?",
      description:
        "Burn rate of the availability budget over five minutes. A critical alert fires if it stays above the line.",
      queries: [
        {
          expr: "gallery:request_errors:ratio_rate5m / scalar(1 - gallery:availability:objective)",
          legend: "failed",
        },
      ],
      unit: "short",
      threshold: { value: 14.4 },
      alerts: ["GalleryErrorsBurnBudgetFast"],
    },
  ],
};
