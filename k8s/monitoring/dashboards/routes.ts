/** Panels on rate, errors and duration by route, for the gallery and for other applications. */
import { storedRequests } from "../../telemetry/stored-requests";
import type { Recorded } from "../rules/recorded";
import type { Panel } from "./spec";

/**
 * Builds the three panels.
 *
 * @param select builds the query of a recorded series
 * @param legend name of each line, from its labels
 * @param services label matcher of the services whose traces belong to these routes
 * @param failing threshold and alert of a failing route. Without them, an alert on the objective is the only one.
 */
export function buildRoutePanels(
  { routes }: Recorded,
  select: (series: string) => string,
  legend: string,
  services: string,
  failing?: Required<Pick<Panel, "threshold" | "alerts">>,
): readonly [rate: Panel, errors: Panel, duration: Panel] {
  const all = select(routes.all);
  const stored = (...matchers: string[]) => `${storedRequests}_bucket{${[services, ...matchers].join(",")}}`;
  return [
    {
      title: "How many requests does each route get?",
      description: "Requests per second by route, without probes.",
      queries: [{ expr: all, legend }],
      unit: "reqps",
    },
    {
      title: "What fails?",
      description: `Share of requests with a server error, by route.${failing ? " An alert fires above the line." : ""}`,
      queries: [
        {
          expr: `${select(routes.errors)} / ${all} or 0 * ${all}`,
          legend,
          exemplars: stored('status_code="STATUS_CODE_ERROR"'),
        },
      ],
      unit: "percentunit",
      ...failing,
    },
    {
      title: "How long does it take?",
      description: "99th percentile.",
      queries: [{ expr: select(routes.p99), legend, exemplars: stored() }],
      unit: "s",
    },
  ];
}
