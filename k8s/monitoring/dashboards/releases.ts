import { controllerName } from "../../releases/controller-access";
import {
  buildErrorRatio,
  buildQuantile,
  buildRate,
  galleryRequests,
  getApplicationRequests,
  type Requests,
  selectRequests,
} from "../rules/indicators";
import type { DashboardSpec, Query } from "./spec";

const versions = ["job", "pod_template_hash"];
const legend = "{{job}} {{pod_template_hash}}";

/** The requests to each version of the gallery's parts and of the other applications. */
const byVersion: readonly Requests[] = [
  galleryRequests,
  { ...getApplicationRequests(), matchers: 'job!=""' },
].map((requests) => ({ ...selectRequests(requests, 'pod_template_hash!=""'), by: versions }));
const ask = (build: (requests: Requests) => string): Query[] =>
  byVersion.map((requests) => ({ expr: build(requests), legend }));

/** Releases step by step: both versions beside each other. */
export const releases: DashboardSpec = {
  name: "releases",
  title: "Releases",
  description: "Does the new version work as well as the one beside it?",
  panels: [
    {
      title: "What share of the requests does each version get?",
      description: "Of all requests to an application, as the load balancer divides them.",
      queries: ask(
        (requests) =>
          `${buildRate(requests, "5m")} / on (job) group_left ${buildRate({ ...requests, by: ["job"] }, "5m")}`,
      ),
      unit: "percentunit",
    },
    {
      title: "Is a release aborted, or does it wait?",
      description:
        "1: it is in this phase. Between two steps, a release waits too; an alert fires if it waits too long.",
      queries: [
        {
          expr: `max by (name, phase) (rollout_info{job="${controllerName}",phase=~"Degraded|Paused"})`,
          legend: "{{name}} {{phase}}",
        },
      ],
      unit: "short",
      threshold: { value: 1 },
      alerts: ["ReleaseAborted", "ReleasePaused"],
    },
    {
      title: "How many requests does each version answer?",
      description: "A verdict needs a number of requests. With fewer, the release waits.",
      queries: ask((requests) => buildRate(requests, "5m")),
      unit: "reqps",
    },
    {
      title: "What share of them fails?",
      description: "Ratio of server errors in each version. At each step, the new version is judged by it.",
      queries: ask((requests) => buildErrorRatio(requests, "5m")),
      unit: "percentunit",
    },
    {
      title: "How long do they take?",
      description: "99 % of the requests to each version take at most so long.",
      queries: ask((requests) => buildQuantile(requests, 0.99, "5m")),
      unit: "s",
    },
    {
      title: "Does the controller run?",
      description: "Pods of the controller that Prometheus can scrape. 0: no release continues.",
      queries: [{ expr: `sum(up{job="${controllerName}"})`, legend: "pods" }],
      unit: "short",
      shows: "numbers",
      threshold: { value: 1, below: true },
      alerts: ["ReleaseControllerDown"],
    },
    {
      title: "Does it fail to act on a release?",
      description: "Errors of the controller per second, by application.",
      queries: [
        {
          expr: `sum by (name) (rate(rollout_reconcile_error{job="${controllerName}"}[5m]))`,
          legend: "{{name}}",
        },
      ],
      unit: "short",
      alerts: ["ReleaseControllerFailing"],
    },
  ],
};
