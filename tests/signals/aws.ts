/** What the exporters to CloudWatch Logs and to X-Ray make of logs and traces. */
import { setTimeout as sleep } from "node:timers/promises";
import { json } from "../app/client";
import { jpeg } from "../app/pictures";
import { createLogGroup, readEvents, readSegments, type Segment } from "../app/telemetry/moto-telemetry";
import { linesFor } from "../docs/commands/lines";
import { flatten, readQuery } from "./insights";
import { expectThat, newTrace, type Scenario, tracesIn } from "./scenario";
import { everything } from "./stage";

const group = "containers";

export const aws: Scenario = {
  name: "the exporters to CloudWatch and X-Ray: an upload is one trace with its thumbnail, and records have the fields of the runbooks",
  inSample: false,
  needsAws: true,
  async run({ gallery, container, sample, useAws }) {
    const place = gallery.s3.environment;
    await createLogGroup(place, group);
    const collector = await useAws(group);
    try {
      const { traceId, headers } = newTrace();
      const response = await gallery.client.upload("In X-Ray", await jpeg(3, 800, 600), headers);
      const { id } = await json<{ id: string }>(response);
      await gallery.invokeThumbnailer(await gallery.keyOf(id));
      const lines = gallery.gallery.output().split("\n");
      container("api-3").write(lines.filter((line) => line.includes(traceId)));

      const isComplete = (all: readonly Segment[]) =>
        ["gallery-all", "thumbnailer"].every((name) => all.some((each) => each.name === name));
      let segments: Segment[] = [];
      for (const end = Date.now() + tracesIn * 1000; !isComplete(segments); await sleep(1_000)) {
        expectThat(Date.now() < end, `X-Ray has ${segments.map(({ name }) => name).join(", ")}`);
        segments = await readSegments(place, traceId).catch(() => []);
      }
      const thumbnailer = segments.find(({ name }) => name === "thumbnailer");
      const put = segments.find((each) => each.id === thumbnailer?.parent_id);
      const upload = segments.find((each) => each.id === put?.parent_id);
      expectThat(put?.name === "S3", `the thumbnail is below ${JSON.stringify(put)}`);
      expectThat(upload?.name === "gallery-all", `the call of S3 is below ${JSON.stringify(upload)}`);
      expectThat(upload?.annotations?.["http.route"] === "/api/photos", JSON.stringify(upload));
      const nodes = segments.flatMap(({ annotations }) => annotations?.["gallery.database.node"] ?? []);
      expectThat(nodes.includes("primary"), `queries were answered by ${nodes.join(", ")}`);

      let events: ReturnType<typeof flatten>[] = [];
      for (
        const end = Date.now() + 30_000;
        !events.some((each) => each.trace_id === traceId);
        await sleep(500)
      ) {
        expectThat(Date.now() < end, `CloudWatch has ${events.length} events, and none of the upload`);
        events = (await readEvents(place, group, group)).map((message) => flatten(JSON.parse(message)));
      }
      const fields = new Set(["@timestamp", ...events.flatMap((event) => Object.keys(event))]);
      for (const { file, text } of linesFor("insights")) {
        const unknown = readQuery(text).reads.filter((name) => !fields.has(name));
        expectThat(unknown.length === 0, `${file}: no event has ${unknown.join(", ")}`);
      }
      return `${segments.length} segments, ${events.length} events with ${fields.size} fields`;
    } finally {
      await collector.kill();
      await sample(everything);
    }
  },
};
