import { ofGallery } from "../rules/recorded";
import { buildRoutePanels } from "./routes";
import type { DashboardSpec } from "./spec";

export const gallery: DashboardSpec = {
  name: "gallery",
  title: "Gallery",
  description: "Rate, errors and duration of each route: does the gallery work for users?",
  panels: [
    {
      title: "Which pods respond?",
      description: "1: Prometheus can scrape the pod.",
      queries: [{ expr: 'sum by (job) (up{job=~"gallery-.+"})', legend: "{{job}}" }],
      unit: "short",
      shows: "numbers",
      threshold: { value: 1, below: true },
      alerts: ["GalleryPartDown"],
      span: 8,
    },
    {
      title: "How many requests are in progress?",
      description: "Requests without a complete response.",
      queries: [
        { expr: 'sum by (job) (gallery_http_requests_in_flight{job=~"gallery-.+"})', legend: "{{job}}" },
      ],
      unit: "short",
      shows: "numbers",
      span: 8,
    },
    {
      title: "How much is uploaded?",
      description: "Bytes of received photos, including rejected ones.",
      queries: [{ expr: "sum(rate(gallery_upload_bytes_total[5m]))", legend: "uploads" }],
      unit: "Bps",
      shows: "numbers",
      span: 8,
    },
    ...buildRoutePanels(ofGallery, (series) => series, "{{method}} {{route}}", 'service_name=~"gallery-.+"', {
      threshold: { value: 0.1 },
      alerts: ["GalleryRouteFailing"],
    }),
    {
      title: "Does the photo store respond?",
      description: "Share of calls to the object store that fail. An alert fires above the line.",
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
      description: "99th percentile of the event loop delay. Above 100 ms, all requests are delayed.",
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
