/** Rules on releases step by step. The metrics are the controller's: https://argo-rollouts.readthedocs.io/en/stable/features/controller-metrics/ */
import { controllerName } from "../../releases/controller-access";
import type { ReleaseTimes, RuleGroup } from "./rule";
import { findJobsWithoutTargets } from "./targets";
import { formatDuration } from "./timing";

/** A pause without a decision for so much longer than the longest step is too long. */
const decisionSeconds = 1_800;

const inPhase = (phase: string) =>
  `max by (name) (rollout_info{job="${controllerName}",phase="${phase}"}) == 1`;
const dashboard = "releases";

/** Builds the rules on releases. */
export const releases = ({ stepSeconds }: ReleaseTimes): RuleGroup => ({
  name: "releases",
  rules: [
    {
      alert: "ReleaseAborted",
      expr: inPhase("Degraded"),
      for: "1m",
      severity: "warning",
      summary: "The release of {{ $labels.name }} was aborted; the previous version gets all requests.",
      dashboard,
    },
    {
      alert: "ReleasePaused",
      expr: inPhase("Paused"),
      for: formatDuration(stepSeconds + decisionSeconds),
      severity: "warning",
      summary:
        "The release of {{ $labels.name }} waits for a decision: two versions answer requests, and none of them is being released.",
      dashboard,
    },
    {
      alert: "ReleaseControllerDown",
      expr: findJobsWithoutTargets(controllerName),
      for: "5m",
      severity: "warning",
      summary:
        "Prometheus cannot scrape the controller of releases: no release continues, and none is aborted.",
      dashboard,
    },
    {
      alert: "ReleaseControllerFailing",
      expr: `sum by (name) (rate(rollout_reconcile_error{job="${controllerName}"}[5m])) > 0`,
      for: "15m",
      severity: "warning",
      summary:
        "The controller of releases fails to act on {{ $labels.name }}: its release does not continue.",
      dashboard,
    },
  ],
});
