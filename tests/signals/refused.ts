/** Logs and traces that OpenSearch refuses for good, as when it has no storage left. */

import { refusedByOpenSearch } from "../../k8s/telemetry/jaeger-config";
import { logStream } from "../../k8s/telemetry/log-store";
import { expectThat, type Scenario, sendRecord, sendSpan, tracesIn } from "./scenario";
import { eventually } from "./search";

export const refused: Scenario = {
  name: "OpenSearch refuses: what is lost is counted by the gateway and by Jaeger, and what comes later is stored",
  inSample: false,
  async run({ gateway, urls, useOpenSearch }) {
    const search = await useOpenSearch();
    const send = async (name: string) => {
      await sendRecord(urls.otlp, name, Date.now());
      return sendSpan(urls.otlp, name, name);
    };
    const isStored = async (name: string, trace: string) => {
      const records = await search.logs({ match_phrase: { body: name } });
      return records.length === 1 && (await search.traceOf(trace)).spans.length === 1;
    };
    const setBlock = (value: boolean) =>
      search.openSearch.call("PUT", `/${logStream},jaeger-*/_settings`, { "index.blocks.write": value });
    const lost = async () => [
      await gateway.metric("otelcol_exporter_send_failed_log_records_total"),
      await search.jaeger.metric(refusedByOpenSearch),
    ];

    // Creates the indices.
    const before = await send("before the block");
    await eventually(tracesIn, "nothing is stored", () => isStored("before the block", before), Boolean);
    const [records = 0, items = 0] = await lost();
    await setBlock(true);
    const during = await send("during the block");
    await eventually(
      tracesIn,
      "what OpenSearch refused is not counted",
      lost,
      ([now = 0, andItems = 0]) => now === records + 1 && andItems > items,
    );
    await setBlock(false);
    const after = await send("after the block");
    await eventually(tracesIn, "nothing is stored again", () => isStored("after the block", after), Boolean);
    expectThat(!(await isStored("during the block", during)), "what was refused is stored");
    const [, counted = 0] = await lost();
    return `1 log record by the gateway, ${counted - items} documents of a span by Jaeger`;
  },
};
