import { galleryRequests } from "./indicators";
import { ofGallery } from "./recorded";
import { recordRoutes } from "./routes";
import type { RuleGroup, RuleOptions } from "./rule";
import { findJobsWithoutTargets } from "./targets";
import { scaleWindow } from "./timing";

/** Rules on rate, errors and duration of the gallery's routes. */
export function red({ timing }: RuleOptions): RuleGroup {
  const fiveMinutes = scaleWindow("5m", timing);
  return {
    name: "gallery-red",
    rules: [
      ...recordRoutes(galleryRequests, ofGallery, timing),
      {
        alert: "GalleryPartDown",
        expr: findJobsWithoutTargets("gallery-api", "gallery-web"),
        for: "2m",
        severity: "critical",
        summary:
          "Prometheus cannot scrape any pod of {{ $labels.job }}: the gallery is down, or cannot be monitored.",
        dashboard: "gallery",
      },
      {
        alert: "GalleryRouteFailing",
        expr: `job_method_route:gallery_request_errors:rate5m / job_method_route:gallery_requests:rate5m > 0.1
and job_method_route:gallery_request_errors:rate5m > 0.01`,
        for: "5m",
        severity: "warning",
        summary:
          "{{ $value | humanizePercentage }} of {{ $labels.method }} {{ $labels.route }} fail with a server error.",
        dashboard: "gallery",
      },
      {
        alert: "GalleryObjectStoreFailing",
        expr: `sum by (operation) (rate(gallery_object_store_duration_seconds_count{result="error"}[${fiveMinutes}]))
  / sum by (operation) (rate(gallery_object_store_duration_seconds_count[${fiveMinutes}])) > 0.05`,
        for: "5m",
        severity: "warning",
        summary: "{{ $value | humanizePercentage }} of the photo store's {{ $labels.operation }} calls fail.",
        dashboard: "gallery",
      },
    ],
  };
}
