import { setTimeout as wait } from "node:timers/promises";

const mib = 1024 * 1024;

/** The value of one metric that has no labels. */
async function metric(metricsUrl: string, name: string): Promise<number> {
  const text = await (await fetch(metricsUrl)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1] ?? Number.NaN);
}

/** Resident memory of the process in MiB. */
export const resident = async (metricsUrl: string): Promise<number> =>
  (await metric(metricsUrl, "process_resident_memory_bytes")) / mib;

/** The median. */
export const median = (values: number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Resident memory while `load` runs, sampled every second. `early` and `late` are medians in MiB. */
export async function watchMemory(metricsUrl: string, load: Promise<unknown>) {
  const samples: number[] = [];
  let running = true;
  const ended = load.finally(() => {
    running = false;
  });
  while (running) {
    samples.push(await resident(metricsUrl));
    await Promise.race([wait(1000), ended]);
  }
  await ended;
  const quarter = Math.floor(samples.length / 4);
  return {
    peak: Math.max(...samples),
    /** The second quarter, after the warm-up. */
    early: median(samples.slice(quarter, quarter * 2)),
    /** The last quarter. */
    late: median(samples.slice(-quarter)),
  };
}
