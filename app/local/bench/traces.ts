import type { PostgresCluster } from "@groundwork/testbed/postgres/postgres";
import { startScript } from "../gallery";
import { measure } from "./load";
import { median } from "./memory";
import { startOn } from "./stage";

const runs = 5;
/** The code of spans is compiled after some ten thousand requests. */
const seconds = { warmUp: 12, run: 6 };

/**
 * Compares the rate of the list with and without traces: two galleries on the same databases, five runs each, in turns, of which every
 * second one begins with traces. As deployed, every span is sent, because the gateway decides which traces are stored. The receiver takes
 * spans and throws them away.
 *
 * @returns the median of the ratios, and the number of spans that the receiver got
 */
export async function compareTraces(
  postgres: PostgresCluster,
  photos: string,
  connections: number,
): Promise<{ ratio: number; spans: number }> {
  const receiver = await startScript("bench/discard.ts", {});
  const plain = await startOn(postgres, photos, 2);
  const traced = await startOn(postgres, photos, 2, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  try {
    const listOf = ({ url }: { readonly url: string }) => ({ url: `${url}/api/photos`, connections });
    for (const gallery of [plain, traced]) await measure(listOf(gallery), seconds.warmUp);
    const ratios: number[] = [];
    console.log("run   without requests/s   with requests/s   ratio   failed");
    for (let run = 1; run <= runs; run += 1) {
      const plainFirst = run % 2 === 1;
      const first = await measure(listOf(plainFirst ? plain : traced), seconds.run);
      const second = await measure(listOf(plainFirst ? traced : plain), seconds.run);
      const [without, withTraces] = plainFirst ? [first, second] : [second, first];
      const ratio = withTraces.rate / without.rate;
      ratios.push(ratio);
      const numbers = [Math.round(without.rate), Math.round(withTraces.rate), ratio.toFixed(3)];
      const widths = [21, 18, 8];
      const shown = numbers.map((number, at) => String(number).padStart(widths[at] ?? 0)).join("");
      console.log(
        `${String(run).padStart(3)}${shown}${String(without.failed + withTraces.failed).padStart(9)}`,
      );
    }
    const spans = Number(await (await fetch(receiver.url)).text());
    return { ratio: median(ratios), spans };
  } finally {
    await Promise.all([plain.stop(), traced.stop(), receiver.stop()]);
  }
}
