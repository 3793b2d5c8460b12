/**
 * Creates a report of the given size in a separate process, opens it in a browser and prints the figures as JSON:
 * `report.ts STACK [RESOURCES]`.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "../browser";
import { stackArgument } from "../project/stack-argument";
import { pageOfSize } from "./page-of-size";

/** The time, size and memory of one report. */
export interface ReportFigures {
  readonly resources: number;
  /** From the start of the process to the finished page, including evaluation, policies, cost, time and layout. */
  readonly secondsFromStart: number;
  readonly mebibytes: number;
  /** From opening the page in a running browser until the graph is usable. */
  readonly secondsToView: number;
  /** Largest resident set of the process until the page was finished, in MiB. */
  readonly peakMemory: number;
}

async function main([given, size]: readonly string[]): Promise<void> {
  const { page, resources } = await pageOfSize(
    stackArgument(given),
    size === undefined ? undefined : Number(size),
  );
  const secondsFromStart = performance.now() / 1000;
  const peakMemory = process.resourceUsage().maxRSS / 1024;
  const figures: ReportFigures = {
    resources,
    secondsFromStart,
    mebibytes: Buffer.byteLength(page) / 2 ** 20,
    secondsToView: await view(page),
    peakMemory,
  };
  console.log(JSON.stringify(figures));
}

async function view(page: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-bench-"));
  const file = join(folder, "report.html");
  writeFileSync(file, page);
  const browser = await openBrowser();
  try {
    const tab = await browser.newPage();
    const start = performance.now();
    await tab.goto(pathToFileURL(file).href);
    await tab.locator("html[data-ready]").waitFor();
    return (performance.now() - start) / 1000;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
