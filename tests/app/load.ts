/** The results of a load test. */
export interface LoadResult {
  /** Responses by status; 0 stands for no response. */
  readonly statuses: Map<number, number>;
  readonly requests: number;
  /** Requests that did not end with an expected status. */
  readonly failed: number;
  readonly perSecond: number;
  /** The 99th percentile of response times, in milliseconds. */
  readonly p99: number;
}

/**
 * Keeps `workers` requests in progress until stopped: each worker sends its next request after the previous
 * response.
 * @param request sends one request and returns its status; an exception counts as status 0
 * @param expected statuses that are not failures
 */
export function startLoad(workers: number, request: () => Promise<number>, expected = [200]) {
  const statuses = new Map<number, number>();
  const times: number[] = [];
  const startedAt = performance.now();
  let running = true;
  const worker = async () => {
    while (running) {
      const sentAt = performance.now();
      const status = await request().catch(() => 0);
      times.push(performance.now() - sentAt);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      // A closed port rejects immediately: without a pause, the rest would be a long list of rejections.
      if (status === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const ended = Promise.all(Array.from({ length: workers }, worker));
  return {
    async stop(): Promise<LoadResult> {
      running = false;
      await ended;
      const seconds = (performance.now() - startedAt) / 1000;
      times.sort((a, b) => a - b);
      const failed = [...statuses].reduce((sum, [status, n]) => sum + (expected.includes(status) ? 0 : n), 0);
      return {
        statuses,
        requests: times.length,
        failed,
        perSecond: Math.round(times.length / seconds),
        p99: Math.round(times[Math.floor(times.length * 0.99)] ?? 0),
      };
    },
  };
}

/** Prints one line of figures below the running test, without jest's decoration of console.log. */
export function figures(text: string): void {
  process.stdout.write(`    ${text}\n`);
}

export const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));
