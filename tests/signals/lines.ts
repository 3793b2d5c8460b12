/** Log lines that are hostile, long, many, or secret. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { agentMemoryMiB } from "../../k8s/telemetry/agent-config";
import { gatewayMemoryMiB } from "../../k8s/telemetry/gateway-config";
import { expectThat, type Scenario } from "./scenario";
import type { Stage } from "./stage";
import { digest, type StoredRecord } from "./stored";

/** Lines that want to become several records, or to take another name. Each contains the mark. */
export function hostileLines(mark: string): (string | Buffer)[] {
  return [
    `${mark}-control \u0000\u0001\u001b[31m\u007f\r \u2028`,
    Buffer.concat([Buffer.from(`${mark}-invalid `), Buffer.from([0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80])]),
    `{"level":"info","msg":"${mark}-forged","k8s.pod.name":"other","resource":{"k8s.pod.name":"other"},"traceId":"${"z".repeat(32)}","attributes":{"k8s.namespace.name":"other"},"log.file.path":"/x"}`,
    `{"level":{"$ne":1},"msg":"${mark}-nested","traceId":["a"],"spanId":{}}`,
    `{"msg":"${mark}-unfinished","level":"err`,
    `2026-01-01T00:00:00.000000000Z stdout F ${mark}-inner`,
    `\${env:PATH} $${"{file:/etc/passwd}"} ${mark}-variables`,
    `${mark}-long ${"x".repeat(1024 * 1024)}`,
    // Each part of 16 KiB ends inside of a character, or with a space.
    `${mark}-characters ${"é".repeat(40_000)}`,
    `${mark}-spaces${" ".repeat(40_000)}\t `,
  ];
}

export const hostile: Scenario = {
  name: "a hostile log line stays one record, and takes no other name",
  inSample: true,
  async run({ stored, container }) {
    const mark = randomBytes(8).toString("hex");
    const lines = hostileLines(mark);
    container("hostile", "other-namespace").write(lines);
    const found = () => stored.records.filter(({ text }) => text.includes(mark));
    await stored.until(60, "each hostile line", () => found().length >= lines.length);
    await sleep(3_000);
    await stored.until(1, "anything", () => true);
    expectThat(found().length === lines.length, `${lines.length} lines are ${found().length} records`);
    for (const { resource, traceId, text, length } of found()) {
      expectThat(
        resource["k8s.pod.name"] === "hostile",
        `${text.slice(0, 60)} is of ${resource["k8s.pod.name"]}`,
      );
      expectThat(resource["k8s.namespace.name"] === "other-namespace", JSON.stringify(resource));
      expectThat(traceId === "", `${text.slice(0, 60)} has the trace ${traceId}`);
      expectThat(length <= 256 * 1024, `${text.slice(0, 60)} has ${length} bytes`);
    }
    expectThat(
      found().some(({ length }) => length > 250 * 1024),
      "the long line was lost",
    );
    const digests = new Set(found().map((each) => each.digest));
    for (const line of lines)
      if (typeof line === "string" && line.length < 128 * 1024)
        expectThat(
          digests.has(digest(line)),
          `a line is stored in another form: ${JSON.stringify(line.slice(0, 60))}`,
        );
    return `${lines.length} lines, ${found().length} records`;
  },
};

export const manyLines: Scenario = {
  name: "10,000 lines of 16 KiB, in files that rotate, are stored once each",
  inSample: false,
  async run({ stored, container, agent, gateway }, sample) {
    const mark = randomBytes(8).toString("hex");
    const count = sample ? 500 : 10_000;
    const log = container("busy");
    let most = { agent: 0, gateway: 0 };
    for (let first = 0; first < count; first += 50) {
      log.write(Array.from({ length: 50 }, (_, at) => `${mark} ${first + at} `.padEnd(16 * 1024 + 100, "x")));
      most = {
        agent: Math.max(most.agent, agent.memoryMiB),
        gateway: Math.max(most.gateway, gateway.memoryMiB),
      };
      await sleep(20);
    }
    const numbers = new Set<string>();
    let records = 0;
    const look = (all: readonly StoredRecord[], from: number) => {
      for (const { text } of all.slice(from)) {
        if (!text.startsWith(mark)) continue;
        records += 1;
        numbers.add(text.split(" ")[1] ?? "");
      }
      return all.length;
    };
    let seen = 0;
    await stored.until(600, `each of ${count} lines`, ({ records: all }) => {
      seen = look(all, seen);
      most = {
        agent: Math.max(most.agent, agent.memoryMiB),
        gateway: Math.max(most.gateway, gateway.memoryMiB),
      };
      return numbers.size >= count;
    });
    expectThat(records === count, `${count} lines are ${records} records`);
    expectThat(most.agent < agentMemoryMiB, `the agent had ${most.agent.toFixed(0)} MiB`);
    expectThat(most.gateway < gatewayMemoryMiB, `the gateway had ${most.gateway.toFixed(0)} MiB`);
    return `${records} records; agent ${most.agent.toFixed(0)} MiB, gateway ${most.gateway.toFixed(0)} MiB`;
  },
};

export const requests: Scenario = {
  name: "1 % of the lines about requests is stored, and every line about a failed one, and every other line",
  inSample: false,
  async run({ stored, container, sampleRequests }) {
    await sampleRequests(1);
    try {
      const mark = randomBytes(8).toString("hex");
      const line = (more: object) => JSON.stringify({ level: "info", route: mark, msg: "request", ...more });
      const kept = [
        line({ status: 500 }),
        line({ status: 404, number: 2 }),
        line({ status: 200, msg: "note" }),
        line({ status: "200" }),
        line({ status: { below: 400 } }),
        line({ msg: { text: "request" }, status: 200 }),
        line({}),
        `${mark} request`,
        `["request", "${mark}"]`,
      ];
      const count = 1_000;
      container("requests").write([
        ...Array.from({ length: count }, (_, number) => line({ status: 200, number })),
        ...kept,
      ]);
      const texts = () => stored.records.map(({ text }) => text).filter((text) => text.includes(mark));
      await stored.until(60, "each line that is not sampled", () =>
        kept.every((text) => texts().includes(text)),
      );
      await sleep(3_000);
      await stored.until(1, "anything", () => true);
      const share = (texts().length - kept.length) / count;
      expectThat(share < 0.05, `${(share * 100).toFixed(1)} % of the lines about requests are stored`);
      return `${kept.length} of ${kept.length} lines, and ${texts().length - kept.length} of ${count}`;
    } finally {
      await sampleRequests(100);
    }
  },
};

/** What the gallery logged. */
export const linesOf = ({ gallery }: Stage["gallery"]): string[] =>
  gallery
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"));

/** What must not be stored. */
export function secretsOf({ gallery, stage }: Stage["gallery"]): string[] {
  const password = stage.postgres.environment.DATABASE_PASSWORD ?? "";
  const all = [gallery.token, password, "X-Amz-Signature", "Bearer ", "set-cookie"];
  return all.filter((each) => each !== "");
}

export const secrets: Scenario = {
  name: "nothing secret is in what was stored",
  inSample: true,
  async run({ gallery, stored, container }) {
    container("api-1").write(linesOf(gallery));
    await sleep(3_000);
    await stored.until(1, "anything", () => true);
    const text = readFileSync(stored.file, "utf8");
    const secret = secretsOf(gallery);
    const found = secret.filter((each) => text.includes(each));
    expectThat(found.length === 0, `stored: ${found.map((each) => `${each.slice(0, 3)}…`).join(", ")}`);
    expectThat(stored.spans.length > 5, "too little was stored to search");
    return `${stored.spans.length} spans and ${stored.records.length} records searched`;
  },
};
