import type { DashboardSpec } from "./spec";

const requests = "job_method_route:gallery_requests:rate5m";
const errors = "job_method_route:gallery_request_errors:rate5m";

export const gallery: DashboardSpec = {
  name: "gallery",
  title: "Gallery",
  description: "Do people get what they ask the gallery for, route by route?",
  panels: [
    {
      title: "Which pods answer?",
      description: "1 for each pod that Prometheus reaches.",
      queries: [{ expr: 'sum by (job) (up{job=~"gallery-.+"})', legend: "{{job}}" }],
      unit: "short",
      shows: "numbers",
      threshold: { value: 1, below: true },
      alerts: ["GalleryPartDown"],
      span: 8,
    },
    {
      title: "How many requests are being answered right now?",
      description: "Requests that have begun and not ended.",
      queries: [
        { expr: 'sum by (job) (gallery_http_requests_in_flight{job=~"gallery-.+"})', legend: "{{job}}" },
      ],
      unit: "short",
      shows: "numbers",
      span: 8,
    },
    {
      title: "How much is uploaded?",
      description: "Bytes of photos received, refused ones included.",
      queries: [{ expr: "sum(rate(gallery_upload_bytes_total[5m]))", legend: "uploads" }],
      unit: "Bps",
      shows: "numbers",
      span: 8,
    },
    {
      title: "What is asked for?",
      description: "Requests a second by route; probes do not count.",
      queries: [{ expr: requests, legend: "{{method}} {{route}}" }],
      unit: "reqps",
    },
    {
      title: "What fails?",
      description:
        "Share of each route's requests that end with a server's error. Above the line somebody is told.",
      queries: [{ expr: `${errors} / ${requests} or 0 * ${requests}`, legend: "{{method}} {{route}}" }],
      unit: "percentunit",
      threshold: { value: 0.1 },
      alerts: ["GalleryRouteFailing"],
    },
    {
      title: "How long does it take?",
      description: "99 of 100 requests are faster than this.",
      queries: [
        { expr: "job_method_route:gallery_request_duration_seconds:p99_5m", legend: "{{method}} {{route}}" },
      ],
      unit: "s",
    },
    {
      title: "Does the photo store answer?",
      description: "Share of calls to the object store that fail. Above the line somebody is told.",
      queries: [
        {
          expr: `(sum by (operation) (rate(gallery_object_store_duration_seconds_count{result="error"}[5m]))
  or 0 * sum by (operation) (rate(gallery_object_store_duration_seconds_count[5m])))
  / sum by (operation) (rate(gallery_object_store_duration_seconds_count[5m]))`,
          legend: "{{operation}}",
        },
      ],
      unit: "percentunit",
      threshold: { value: 0.05 },
      alerts: ["GalleryObjectStoreFailing"],
    },
    {
      title: "How busy is each process?",
      description:
        "99 of 100 turns of the event loop begin with less delay than this; above 100 ms everything waits.",
      queries: [{ expr: 'nodejs_eventloop_lag_p99_seconds{job=~"gallery-.+"}', legend: "{{job}} {{pod}}" }],
      unit: "s",
    },
    {
      title: "How much memory does each process use?",
      description: "Resident memory.",
      queries: [{ expr: 'process_resident_memory_bytes{job=~"gallery-.+"}', legend: "{{job}} {{pod}}" }],
      unit: "bytes",
    },
  ],
};
