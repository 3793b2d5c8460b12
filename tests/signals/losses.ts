/** Parts that are lost for a while, and traces that are not stored. */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { residentMiB } from "./collector";
import { expectThat, newTrace, type Scenario, sendSpan, tracesIn } from "./scenario";
import { everything } from "./stage";

export const stoppedGateway: Scenario = {
  name: "the gateway is lost for a while: no request fails, memory stays flat, and what was queued arrives",
  inSample: false,
  async run({ gallery, gateway, stored, container }, sample) {
    const seconds = sample ? 15 : 60;
    const log = container("queued");
    const mark = randomBytes(8).toString("hex");
    const before = residentMiB(gallery.gallery.pid);
    await gateway.kill();
    let requests = 0;
    let failed = 0;
    let lines = 0;
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) {
      requests += 1;
      const response = await gallery.client.send("/api/photos").catch(() => undefined);
      if (response?.status !== 200) failed += 1;
      await response?.arrayBuffer();
      log.write([`${mark} ${lines}`]);
      lines += 1;
    }
    const grown = residentMiB(gallery.gallery.pid) - before;
    const { traceId, headers } = newTrace();
    await gallery.client.list("", headers);
    await gateway.start();
    await stored.until(tracesIn, `a span of the time without a gateway`, ({ spans }) =>
      spans.some((span) => span.traceId === traceId),
    );
    const arrived = () =>
      new Set(stored.records.filter(({ text }) => text.startsWith(mark)).map(({ text }) => text));
    await stored.until(60, `each of ${lines} lines`, () => arrived().size === lines);
    expectThat(failed === 0, `${failed} of ${requests} requests failed`);
    expectThat(grown < 64, `the gallery's memory grew by ${grown.toFixed(0)} MiB`);
    return `${seconds} s: 0 of ${requests} requests failed, ${grown.toFixed(0)} MiB more, ${lines} of ${lines} lines and the last span arrived`;
  },
};

export const errors: Scenario = {
  name: "errors are always stored although 1 % of the others is",
  inSample: false,
  async run({ gallery, stored, sample }, isSample) {
    await sample({ slowMs: 60_000, percent: 1 });
    try {
      const count = isSample ? 200 : 1_000;
      const send = async (path: string) => {
        const { traceId, headers } = newTrace();
        const response = await gallery.client.send(path, { headers });
        await response.arrayBuffer();
        return { traceId, status: response.status };
      };
      const good: string[] = [];
      for (let at = 0; at < count; at += 1) good.push((await send("/api/photos")).traceId);
      const photo = await gallery.client.add("Kept");
      await gallery.s3.stop();
      const bad: string[] = [];
      const statuses: number[] = [];
      for (let at = 0; at < 10; at += 1) {
        const { traceId, headers } = newTrace();
        statuses.push((await gallery.client.upload("Lost", undefined, headers)).status);
        bad.push(traceId);
      }
      await gallery.s3.start();
      expectThat(
        statuses.every((status) => status >= 500),
        `uploads without S3 were answered with ${statuses.join(", ")}`,
      );
      expectThat(photo.id !== "", "there is no photo");
      const has = (ids: readonly string[]) => {
        const all = new Set(stored.spans.map(({ traceId }) => traceId));
        return ids.filter((id) => all.has(id)).length;
      };
      await stored.until(
        tracesIn,
        `each of ${bad.length} traces with an error`,
        () => has(bad) === bad.length,
      );
      await sleep(5_000);
      await stored.until(1, "anything", () => true);
      const share = has(good) / count;
      expectThat(share < 0.05, `${(share * 100).toFixed(1)} % of the good traces are stored`);
      return `${bad.length} of ${bad.length} errors, ${has(good)} of ${count} others`;
    } finally {
      await sample(everything);
    }
  },
};

export const stoppedReceiver: Scenario = {
  name: "the receiver is lost: the queue fills, drops are counted, and what was queued arrives",
  inSample: false,
  async run({ gateway, receiver, stored, sample, urls }) {
    // The deployed queue has 512 MiB. Everything else is as deployed.
    await sample(everything, 4);
    try {
      await receiver.stop();
      const ids: string[] = [];
      const text = "x".repeat(20_000);
      for (let at = 0; at < 600; at += 1) {
        ids.push(await sendSpan(urls.otlp, "filling", text));
      }
      const deadline = Date.now() + tracesIn * 1000;
      while ((await gateway.metric("otelcol_exporter_enqueue_failed_spans_total")) === 0) {
        expectThat(Date.now() < deadline, "no span was counted as dropped");
        await sleep(1_000);
      }
      await sleep(5_000);
      const dropped = await gateway.metric("otelcol_exporter_enqueue_failed_spans_total");
      const used = await gateway.metric("otelcol_exporter_queue_size");
      const capacity = await gateway.metric("otelcol_exporter_queue_capacity");
      expectThat(used > 0 && used <= capacity, `the queue has ${used} of ${capacity} bytes`);
      await receiver.start();
      const expected = ids.length - dropped;
      const arrived = () =>
        new Set(stored.spans.filter(({ name }) => name === "filling").map(({ traceId }) => traceId));
      await stored.until(120, `each of ${expected} queued spans`, () => arrived().size >= expected);
      expectThat(
        arrived().size === expected,
        `${arrived().size} arrived, ${dropped} of ${ids.length} were counted as dropped`,
      );
      return `${ids.length} spans, ${dropped} counted as dropped, ${arrived().size} arrived`;
    } finally {
      await receiver.start();
      await sample(everything);
    }
  },
};
