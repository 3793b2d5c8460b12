/** Names of the series that rules record about requests, without the suffixes of windows. */
export interface Recorded {
  readonly all: string;
  readonly errors: string;
  /** Requests with a latency objective, and those that were slower than it allows. */
  readonly timed: string;
  readonly slow: string;
  readonly availability: string;
  readonly latency: string;
  /** By job, method and route. */
  readonly routes: { readonly all: string; readonly errors: string; readonly p99: string };
}

const listSeries = (subject: string, timed: string): Recorded => ({
  all: `${subject}:requests`,
  errors: `${subject}:request_errors`,
  timed: `${subject}:${timed}`,
  slow: `${subject}:slow_${timed}`,
  availability: `${subject}:availability`,
  latency: `${subject}:latency`,
  routes: {
    all: `job_method_route:${subject}_requests:rate5m`,
    errors: `job_method_route:${subject}_request_errors:rate5m`,
    p99: `job_method_route:${subject}_request_duration_seconds:p99_5m`,
  },
});

/** About the gallery's API and page together. */
export const ofGallery = listSeries("gallery", "reads");

/** About each of the other applications, whose name is in the label `job`. */
export const ofApplications = listSeries("application", "timed_requests");
