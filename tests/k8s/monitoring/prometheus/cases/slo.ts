import type { Cases } from "./case";

const duration = "gallery_http_request_duration_seconds";
const labels = (status: number, more = "") =>
  `{job="gallery-api",pod="api-1",method="GET",route="/api/photos",status="${status}"${more}}`;
/** Requests of one status, all of them within half a second or none; `rate` per minute for so many minutes. */
const requests = (status: number, rate: number, minutes: number, fast = rate) => ({
  [`${duration}_count${labels(status)}`]: `0+${rate}x${minutes}`,
  [`${duration}_bucket${labels(status, ',le="0.5"')}`]: `0+${fast}x${minutes}`,
  [`${duration}_bucket${labels(status, ',le="+Inf"')}`]: `0+${rate}x${minutes}`,
});
const days = 4 * 24 * 60;

export const slo: Cases = {
  GalleryErrorsBurnBudgetFast: {
    fires: {
      series: { ...requests(200, 950, 90), ...requests(503, 50, 90) },
      at: "70m",
      labels: [{}],
    },
    // A burn rate of four is for the slow alert.
    quiet: { series: { ...requests(200, 9_960, 90), ...requests(503, 40, 90) }, at: "70m" },
  },
  GalleryErrorsBurnBudgetSlowly: {
    fires: {
      series: { ...requests(200, 998, days), ...requests(503, 2, days) },
      at: "75h",
      every: "30m",
      labels: [{}],
    },
    quiet: { series: { ...requests(200, 9_995, days), ...requests(503, 5, days) }, at: "75h", every: "30m" },
  },
  GallerySlowReadsBurnBudgetFast: {
    fires: { series: requests(200, 1_000, 90, 700), at: "70m", labels: [{}] },
    // Slow uploads are not slow reads.
    quiet: {
      series: {
        ...requests(200, 1_000, 90, 990),
        [`${duration}_count{job="gallery-api",pod="api-1",method="POST",route="/api/photos",status="201"}`]:
          "0+500x90",
        [`${duration}_bucket{job="gallery-api",pod="api-1",method="POST",route="/api/photos",status="201",le="0.5"}`]:
          "0+0x90",
      },
      at: "70m",
    },
  },
  GallerySlowReadsBurnBudgetSlowly: {
    fires: { series: requests(200, 1_000, days, 980), at: "75h", every: "30m", labels: [{}] },
    quiet: { series: requests(200, 1_000, days, 995), at: "75h", every: "30m" },
  },
};
