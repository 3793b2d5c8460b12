import autocannon from "autocannon";
import sharp from "sharp";

/** One row of the results. */
export interface Measured {
  /** Responses per second. */
  readonly rate: number;
  /** Median and 99th percentile of the response time, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Responses other than 2xx, and requests without a response. */
  readonly failed: number;
}

/** A request that is sent repeatedly. */
export interface Target {
  readonly url: string;
  readonly connections: number;
  readonly method?: "GET" | "POST";
  readonly headers?: Record<string, string>;
  readonly body?: Buffer;
}

/** Keeps `connections` requests in flight for the given number of seconds. */
export async function measure(target: Target, seconds: number): Promise<Measured> {
  const result = await autocannon({ ...target, duration: seconds, timeout: 30 });
  return {
    rate: result["2xx"] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors,
  };
}

const boundary = "----gallery-benchmark";

/** A request that uploads the same photo of 1600 × 1067 pixels, and the photo's size in bytes. */
export async function upload(
  origin: string,
  token: string,
  connections: number,
): Promise<Target & { bytes: number }> {
  const photo = await sharp({
    create: {
      width: 1600,
      height: 1067,
      channels: 3,
      background: "#468",
      noise: { type: "gaussian", mean: 120, sigma: 25 },
    },
  })
    .blur(2)
    .jpeg({ quality: 85 })
    .toBuffer();
  const field = `--${boundary}\r\nContent-Disposition: form-data; name="title"\r\n\r\nBenchmark\r\n`;
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n`;
  return {
    url: `${origin}/api/photos`,
    connections,
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": `multipart/form-data; boundary=${boundary}`,
    },
    body: Buffer.concat([Buffer.from(field + file), photo, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    bytes: photo.length,
  };
}
