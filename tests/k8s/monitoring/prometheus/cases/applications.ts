import type { Cases } from "./case";

const duration = "http_request_duration_seconds";
const days = 4 * 24 * 60;
const labels = (job: string, status: number, method: string, more = "") =>
  `{job="${job}",pod="${job}-1",method="${method}",route="/${job}",status="${status}"${more}}`;

/** Requests of one status and method; `rate` a minute for so many minutes, of which `fast` take at most a quarter of a second. */
const requests = (
  job: string,
  status: number,
  rate: number,
  minutes: number,
  { fast = rate, method = "GET" } = {},
) => ({
  [`${duration}_count${labels(job, status, method)}`]: `0+${rate}x${minutes}`,
  [`${duration}_bucket${labels(job, status, method, ',le="0.25"')}`]: `0+${fast}x${minutes}`,
  [`${duration}_bucket${labels(job, status, method, ',le="+Inf"')}`]: `0+${rate}x${minutes}`,
});
const up = (job: string, values: string) => ({ [`up{job="${job}",pod="${job}-1"}`]: values });

/** Objectives of orders: 99.5 % available, 95 % of the reads in 0.25 s. Of shop: 99 %, and 96 % of all requests. Packer is a worker. */
export const applications: Cases = {
  ApplicationErrorsBurnBudgetFast: {
    // Both fail, and each has an alert with its name.
    fires: {
      series: {
        ...requests("orders", 200, 900, 90),
        ...requests("orders", 503, 100, 90),
        ...requests("shop", 200, 800, 90),
        ...requests("shop", 500, 200, 90),
      },
      at: "70m",
      labels: [{ job: "orders" }, { job: "shop" }],
    },
    // 5 % of errors would be too many for 99.5 %. Probes that fail are not requests.
    quiet: {
      series: {
        ...requests("shop", 200, 950, 90),
        ...requests("shop", 500, 50, 90),
        [`${duration}_count{job="shop",pod="shop-1",method="GET",route="/readyz",status="503"}`]: "0+900x90",
      },
      at: "70m",
    },
  },
  ApplicationErrorsBurnBudgetSlowly: {
    fires: {
      series: { ...requests("orders", 200, 992, days), ...requests("orders", 503, 8, days) },
      at: "75h",
      every: "30m",
      labels: [{ job: "orders" }],
    },
    quiet: {
      series: { ...requests("shop", 200, 992, days), ...requests("shop", 503, 8, days) },
      at: "75h",
      every: "30m",
    },
  },
  ApplicationSlowRequestsBurnBudgetFast: {
    fires: {
      series: requests("shop", 201, 1_000, 90, { fast: 300, method: "POST" }),
      at: "70m",
      labels: [{ job: "shop" }],
    },
    // The objective of orders is about reads: slow writes do not count.
    quiet: {
      series: {
        ...requests("orders", 200, 1_000, 90, { fast: 990 }),
        ...requests("orders", 201, 1_000, 90, { fast: 0, method: "POST" }),
      },
      at: "70m",
    },
  },
  ApplicationSlowRequestsBurnBudgetSlowly: {
    fires: {
      series: requests("orders", 200, 1_000, days, { fast: 940 }),
      at: "75h",
      every: "30m",
      labels: [{ job: "orders" }],
    },
    quiet: { series: requests("orders", 200, 1_000, days, { fast: 960 }), at: "75h", every: "30m" },
  },
  ApplicationUnmeasured: {
    // Orders lacks the bucket of its objective, and shop a label.
    fires: {
      series: {
        ...up("orders", "1x120"),
        [`${duration}_bucket${labels("orders", 200, "GET", ',le="0.5"')}`]: "0+60x120",
        ...up("shop", "1x120"),
        [`${duration}_bucket{job="shop",pod="shop-1",method="GET",status_code="200",le="0.25"}`]: "0+60x120",
      },
      at: "90m",
      labels: [{ job: "orders" }, { job: "shop" }],
    },
    // Probes are enough, and an application that is down has another alert.
    quiet: {
      series: {
        ...up("orders", "1x120"),
        [`${duration}_bucket{job="orders",pod="orders-1",method="GET",route="/healthz",status="200",le="0.25"}`]:
          "0+6x120",
        ...up("shop", "0x120"),
      },
      at: "90m",
    },
  },
  ApplicationDown: {
    // One does not respond, one has no pods.
    fires: {
      series: { ...up("orders", "1x10 0x20"), ...up("shop", "1x30") },
      at: "20m",
      labels: [{ job: "orders" }, { job: "packer" }],
    },
    quiet: {
      series: { ...up("orders", "1x30"), ...up("shop", "1x30"), ...up("packer", "1x10 0x3 1x20") },
      at: "20m",
    },
  },
};
