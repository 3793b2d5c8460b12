import { buildErrorRate, buildQuantile, buildRate, type Requests } from "./indicators";
import type { Recorded } from "./recorded";
import type { Recording } from "./rule";
import { scaleWindow, type Timing } from "./timing";

/** Records rate, errors and duration of each route. */
export function recordRoutes(requests: Requests, { routes }: Recorded, timing: Timing): readonly Recording[] {
  const byRoute = { ...requests, by: ["job", "method", "route"] };
  const fiveMinutes = scaleWindow("5m", timing);
  return [
    { record: routes.all, expr: buildRate(byRoute, fiveMinutes) },
    { record: routes.errors, expr: buildErrorRate(byRoute, fiveMinutes) },
    { record: routes.p99, expr: buildQuantile(byRoute, 0.99, fiveMinutes) },
  ];
}
