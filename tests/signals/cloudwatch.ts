/** What is before the exporters to CloudWatch and X-Ray. */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { decisionSeconds } from "../../k8s/telemetry/gateway-config";
import { expectThat, type Scenario, sendRecord, sendSpan, tracesIn } from "./scenario";
import { everything } from "./stage";

const day = 24 * 60 * 60 * 1000;

export const cloudWatch: Scenario = {
  name: "before the exporters to CloudWatch: spans wait on disk, no record is too old or too long",
  inSample: false,
  async run({ gateway, receiver, stored, useCloudWatch, sample, urls }) {
    await useCloudWatch();
    try {
      const mark = randomBytes(8).toString("hex");
      await receiver.stop();
      const ids: string[] = [];
      for (let at = 0; at < 20; at += 1) ids.push(await sendSpan(urls.otlp, "waiting", mark));
      await sendRecord(urls.otlp, `${mark} old`, Date.now() - 15 * day);
      await sendRecord(urls.otlp, `${mark} recent`, Date.now() - 5 * day);
      await sendRecord(urls.otlp, `${mark} long ${"x".repeat(200 * 1024)}`, Date.now());
      // The decision about the traces, and the attempts to send them.
      await sleep((decisionSeconds + 10) * 1000);
      await gateway.kill();
      await gateway.start();
      await receiver.start();
      const arrived = () => {
        const all = new Set(stored.spans.map(({ traceId }) => traceId));
        return ids.filter((id) => all.has(id)).length;
      };
      await stored.until(tracesIn, `each of ${ids.length} spans`, () => arrived() === ids.length);
      const records = () => stored.records.filter(({ text }) => text.startsWith(mark));
      await stored.until(60, "each record", () => records().length >= 3);
      const find = (name: string) => records().find(({ text }) => text.startsWith(`${mark} ${name}`));
      const daysOf = (name: string) => (Date.now() - (find(name)?.time ?? 0)) / day;
      expectThat(daysOf("old") < 1, `a record of 15 days ago is ${daysOf("old").toFixed(1)} days old`);
      expectThat(
        Math.round(daysOf("recent")) === 5,
        `a record of 5 days ago is ${daysOf("recent")} days old`,
      );
      const length = find("long")?.length ?? 0;
      expectThat(length === 128 * 1024, `a text of 200 KiB has ${length} bytes`);
      return `${ids.length} of ${ids.length} spans after a lost gateway and a lost receiver, 3 records`;
    } finally {
      await receiver.start();
      await sample(everything);
    }
  },
};
