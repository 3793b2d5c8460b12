/**
 * Service level indicators: which requests of an application count, which of them failed, and which were slow. Rules and dashboards
 * use these definitions, and so does everything that compares two versions of an application. The functions return PromQL.
 */

/** Requests that one histogram measures. The load balancer's and the kubelet's probes do not count as requests. */
export interface Requests {
  /** Name of the histogram of durations in seconds, with the labels `method`, `route` and `status`. */
  readonly histogram: string;
  /** Label matchers that select its series, separated by commas. */
  readonly matchers: string;
  /**
   * Label matchers of the requests that have a latency objective, besides `matchers`.
   *
   * @default all requests
   */
  readonly timed?: string | undefined;
  /**
   * Labels by which requests are summed.
   *
   * @default none: one series
   */
  readonly by?: readonly string[] | undefined;
}

/** Requests to the gallery's API and page. Uploads have no latency objective, because their duration depends on the size of the photo. */
export const galleryRequests: Requests = {
  histogram: "gallery_http_request_duration_seconds",
  matchers: 'job=~"gallery-.+"',
  timed: 'method="GET"',
};

/** Requests to other applications, by their names. All use the same name for the histogram. */
export const getApplicationRequests = (...names: readonly string[]): Requests => ({
  histogram: "http_request_duration_seconds",
  matchers: names.length === 1 ? `job="${names[0]}"` : `job=~"${names.join("|")}"`,
  by: ["job"],
});

/**
 * Selects the requests of some pods, by further label matchers.
 *
 * @example selectRequests(galleryRequests, 'job="gallery-api",pod_template_hash="6f7c9d"')
 */
export const selectRequests = (requests: Requests, matchers: string): Requests => ({
  ...requests,
  matchers: `${requests.matchers},${matchers}`,
});

/** Builds the rate of all requests, per second. @param window a duration of Prometheus, such as `5m` */
export const buildRate = (requests: Requests, window: string): string => sumRates(requests, "count", window);

/** Builds the rate of requests with a server error. It has no series before the first error. */
export const buildErrorRate = (requests: Requests, window: string): string =>
  sumRates(requests, "count", window, 'status=~"5.."');

/** Builds the rate of requests with a latency objective. */
export const buildTimedRate = (requests: Requests, window: string): string =>
  sumRates(requests, "count", window, requests.timed);

/**
 * Builds the rate of those of them that took at most so many seconds.
 *
 * @param seconds one of the bounds of the histogram. With another value, the rate has no series.
 */
export const buildFastRate = (requests: Requests, seconds: number, window: string): string =>
  sumRates(requests, "bucket", window, requests.timed, `le="${formatBound(seconds)}"`);

/** Builds the ratio of requests with a server error: 0.01 is 1 %. Without requests, it is NaN or has no series. */
export function buildErrorRatio(requests: Requests, window: string): string {
  const all = buildRate(requests, window);
  return `(${buildErrorRate(requests, window)} or 0 * ${all}) / ${all}`;
}

/** Builds the ratio of requests that took longer than so many seconds, with the restrictions of {@link buildFastRate}. */
export const buildSlowRatio = (requests: Requests, seconds: number, window: string): string =>
  `1 - ${buildFastRate(requests, seconds, window)} / ${buildTimedRate(requests, window)}`;

/** Builds a quantile of the durations of all requests, in seconds. @param quantile such as 0.99 */
export const buildQuantile = (requests: Requests, quantile: number, window: string): string => {
  const by = [...(requests.by ?? []), "le"];
  return `histogram_quantile(${quantile}, ${sumRates({ ...requests, by }, "bucket", window)})`;
};

/**
 * Builds an expression with a series for each job that exports what the other functions query: the bucket, and the labels. It includes
 * probes, because an application that has served no user yet exports series only if it measures them.
 */
export const buildMeasured = ({ histogram, matchers }: Requests, seconds: number): string =>
  `count by (job) (${histogram}_bucket{${matchers},le="${formatBound(seconds)}",method!="",route!="",status!=""})`;

/** Formats the bound of a histogram bucket as Prometheus 3 does: 0.5, but 1.0. */
export const formatBound = (seconds: number): string =>
  Number.isInteger(seconds) ? `${seconds}.0` : String(seconds);

function sumRates(
  { histogram, matchers, by = [] }: Requests,
  series: "count" | "bucket",
  window: string,
  ...more: readonly (string | undefined)[]
): string {
  const all = [matchers, 'route!~"/healthz|/readyz"', ...more.filter((each) => each !== undefined)].join(",");
  const sum = by.length === 0 ? "sum" : `sum by (${by.join(", ")}) `;
  return `${sum}(rate(${histogram}_${series}{${all}}[${window}]))`;
}
